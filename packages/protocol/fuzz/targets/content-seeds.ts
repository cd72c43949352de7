import type { Content } from "../../src/messages/index.ts";
import { EVERY_KIND } from "../../src/messages/testing/contents.ts";

/** Contents that between them use every kind of message and every field; the first is what most are. */
export const CONTENT_SEEDS: readonly Content[] = [
  { dataMessage: { body: "hello" } },
  ...Object.values(EVERY_KIND),
];
