import { Session } from "node:inspector/promises";

/** What `run` called of this package, as the engine counted it, and of the objects that were watched. */
export interface Called {
  /** False for a name that also an uncalled function of another file has. */
  isFunctionCalled(name: string): boolean;
  isWatchedCalled(watched: object): boolean;
}

/** Runs and counts. Neither an import nor a mention makes a function called. */
export async function called(run: () => void, watched: readonly object[]): Promise<Called> {
  const used = new Set<object>();
  const restore = watched.map((object) => watch(object, () => used.add(object)));
  const session = new Session();
  session.connect();
  await session.post("Profiler.enable");
  await session.post("Profiler.startPreciseCoverage", { callCount: true, detailed: false });
  run();
  const { result } = await session.post("Profiler.takePreciseCoverage");
  session.disconnect();
  for (const undo of restore) undo();
  const functions = result
    .filter(({ url }) => url.includes("/protocol/src/"))
    .flatMap((script) => script.functions);
  const named = (name: string) => functions.filter(({ functionName }) => functionName === name);
  return {
    isFunctionCalled: (name) =>
      named(name).length > 0 && named(name).every(({ ranges }) => (ranges[0]?.count ?? 0) > 0),
    isWatchedCalled: (object) => used.has(object),
  };
}

/** Reports calls of the methods that read. @returns what puts the methods back */
function watch(object: object, onCall: () => void): () => void {
  const methods = ["decode", "fromJson"].flatMap((name) => {
    const method: unknown = Reflect.get(object, name);
    return typeof method === "function" ? [{ name, method }] : [];
  });
  for (const { name, method } of methods)
    Reflect.set(object, name, (...given: unknown[]): unknown => {
      onCall();
      return Reflect.apply(method, object, given);
    });
  return () => {
    for (const { name, method } of methods) Reflect.set(object, name, method);
  };
}
