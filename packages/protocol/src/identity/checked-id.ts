import { DecodeError } from "../errors.ts";

const ID = /^[0-9a-f]{66}$/;

/**
 * An ID in lower case, when it is 66 hex digits and begins with one of the prefixes, if any are given.
 *
 * @throws DecodeError invalid_encoding; the message names no more of the text than its prefix, as IDs belong in no log
 */
export function checkedId(
  text: string,
  options: { readonly name: string; readonly prefixes?: readonly string[]; readonly path: string },
): string {
  const { name, prefixes, path } = options;
  const id = text.toLowerCase();
  if (ID.test(id) && (prefixes?.some((prefix) => id.startsWith(prefix)) ?? true)) return id;
  const expected = prefixes === undefined ? "66" : `${prefixes.join(" or ")} and 64`;
  throw new DecodeError(
    "invalid_encoding",
    `${name}: expected ${expected} hex digits, got "${text.slice(0, 2)}" of ${text.length} characters`,
    { path },
  );
}
