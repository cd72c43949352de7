/** What is to be said about an account ID as it was typed or pasted. */
export type AccountIdCheck =
  | { readonly kind: "valid"; readonly accountId: string }
  | { readonly kind: "empty" }
  | { readonly kind: "own" }
  | { readonly kind: "length"; readonly count: number }
  | { readonly kind: "prefix"; readonly prefix: string }
  | { readonly kind: "characters" };

const LENGTH = 66;

/**
 * Judges an account ID. White space, also between groups, and capitals are forgiven. Wrong characters are named
 * before a wrong length, and a wrong length before a wrong prefix, so that each message is true by itself.
 */
export function checkAccountId(text: string, ownId: string): AccountIdCheck {
  const id = text.replace(/\s+/g, "").toLowerCase();
  if (id === "") return { kind: "empty" };
  if (!/^[0-9a-f]+$/.test(id)) return { kind: "characters" };
  if (id.length !== LENGTH) return { kind: "length", count: id.length };
  if (!id.startsWith("05")) return { kind: "prefix", prefix: id.slice(0, 2) };
  if (id === ownId) return { kind: "own" };
  return { kind: "valid", accountId: id };
}
