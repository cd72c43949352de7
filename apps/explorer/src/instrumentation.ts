/** Refuses to start without a usable address of the API, and says which variable is wrong. */
export async function register(): Promise<void> {
  const { readConfig } = await import("./server/config.ts");
  readConfig();
}
