export type DisplayNameCheck =
  | { readonly kind: "valid"; readonly name: string }
  | { readonly kind: "empty" }
  | { readonly kind: "tooLong" };

/** Bytes of UTF-8, as other clients cut names there. Spec: accounts-and-messages.md 5.3. */
const NAME_BYTES_MAX = 100;

/** Judges a display name; white space around it does not count. */
export function checkDisplayName(text: string): DisplayNameCheck {
  const name = text.trim();
  if (name === "") return { kind: "empty" };
  if (new TextEncoder().encode(name).length > NAME_BYTES_MAX) return { kind: "tooLong" };
  return { kind: "valid", name };
}
