/** Request headers with one text value each, without HTTP/2's own `:`-names. */
export function plainHeaders(
  headers: Readonly<Record<string, string | string[] | number | undefined>>,
): Record<string, string> {
  const plain: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers))
    if (!name.startsWith(":") && value !== undefined)
      plain[name] = Array.isArray(value) ? value.join(", ") : String(value);
  return plain;
}
