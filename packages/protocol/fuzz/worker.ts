// Thread of the pool that knows every target.
import { serveTasks } from "./serve-tasks.ts";
import { FUZZ_TARGETS } from "./targets/index.ts";

serveTasks(FUZZ_TARGETS);
