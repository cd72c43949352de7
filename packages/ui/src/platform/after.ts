/** Runs `task` once after `ms`, unless the returned function is called first. The only timer of the package. */
export function after(ms: number, task: () => void): () => void {
  const timer = globalThis.setTimeout(task, ms);
  return () => globalThis.clearTimeout(timer);
}
