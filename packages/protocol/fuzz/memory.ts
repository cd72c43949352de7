import { getHeapStatistics, setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/** Bytes of this thread's heap and of the buffers it holds, optionally after a full collection. */
export function memoryProbe(): (options: { readonly collect: boolean }) => number {
  setFlagsFromString("--expose-gc");
  const collectGarbage: () => void = runInNewContext("gc"); // what the flag puts into every new context
  return ({ collect }) => {
    if (collect) {
      collectGarbage();
      collectGarbage();
    }
    const { used_heap_size, external_memory } = getHeapStatistics();
    return used_heap_size + external_memory;
  };
}
