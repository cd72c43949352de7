import { setTimeout as wait } from "node:timers/promises";
import { describeClock, describeRandom } from "@session/testkit/contracts";
import { createSystemClock } from "./clock.ts";
import { createNodeRandom } from "./random.ts";

describeClock("system", () => ({ clock: createSystemClock(), pass: (ms) => wait(ms) }));
describeRandom("operating system", createNodeRandom);
