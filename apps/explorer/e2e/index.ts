/** Helpers for tests that look at a running explorer. */
export { accessibilityProblems } from "./accessibility.ts";
export { chromiumPath, launchChromium } from "./browser.ts";
export { openNodeList, readNodeRows, type ShownNode } from "./node-list.ts";
