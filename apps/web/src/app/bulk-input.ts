/** Longer than any recovery word: nobody types this much at once. */
const TYPED_CHARS_MAX = 12;

/**
 * Whether an input event brought the user's whole answer at once (pasted, dropped, filled in) rather than one more
 * character. What comes at once is judged at once.
 */
export function isBulkInput(event: Event): boolean {
  if (!("inputType" in event) || typeof event.inputType !== "string") return true;
  if (event.inputType === "insertFromPaste" || event.inputType === "insertFromDrop") return true;
  const data = "data" in event && typeof event.data === "string" ? event.data : "";
  return data.length > TYPED_CHARS_MAX;
}
