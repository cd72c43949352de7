export { findChromium, launchChromium } from "./browser.ts";
export {
  addContact,
  createAccount,
  expectConnection,
  expectMessage,
  expectStatus,
  type MessageInfo,
  openConversation,
  readAccountId,
  readMessageInfo,
  readRecoveryPhrase,
  restoreAccount,
  sendText,
  signOut,
} from "./pages.ts";
export { accessibilityProblems, type PageWatch, watchPage } from "./watch.ts";
