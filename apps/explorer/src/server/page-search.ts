/** The parameters of an address as Next hands them to a page. */
export type PageSearch = Readonly<Record<string, string | readonly string[] | undefined>>;

/** Of a parameter that appears more than once, the first counts. */
export function toUrlParameters(search: PageSearch): URLSearchParams {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(search)) {
    const first = typeof value === "string" ? value : value?.[0];
    if (first !== undefined) parameters.set(name, first);
  }
  return parameters;
}
