// Thread with targets that never return, end their thread, or behave.
import { serveTasks } from "../serve-tasks.ts";

const common = { weight: 1, seeds: () => [] };

serveTasks([
  { ...common, name: "good", run: () => true },
  {
    ...common,
    name: "endless",
    run: () => {
      for (;;);
    },
  },
  { ...common, name: "gone", run: () => process.exit(3) },
]);
