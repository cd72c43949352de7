/**
 * Lets everything run that waits for promises only. One turn of the event loop empties the whole promise queue,
 * so the outcome does not depend on how many steps an async function takes.
 */
export function settle(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
