/** Helpers for tests that drive a running messenger. */
export { launchChromium } from "./browser.ts";
export {
  addContact,
  createAccount,
  expectConnection,
  expectMessage,
  expectStatus,
  readAccountId,
  readMessageInfo,
  readRecoveryPhrase,
  restoreAccount,
  sendText,
} from "./pages.ts";
export { accessibilityProblems, watchPage } from "./watch.ts";
