import { describeClock, describeRandom } from "@session/testkit/contracts";
import { systemClock } from "./clock.ts";
import { systemRandom } from "./random.ts";

const clock = systemClock();
const never = new AbortController().signal;

describeClock("system", () => ({ clock, pass: (ms) => clock.sleep(ms, never) }));
describeRandom("system", systemRandom);
