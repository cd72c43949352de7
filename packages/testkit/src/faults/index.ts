export { type FailingPort, type FailNthOptions, failNth } from "./fail-nth.ts";
