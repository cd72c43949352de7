import type { Page } from "playwright-core";

/*
 * How tests drive the messenger: by the roles and names a person meets, never by classes. Each function waits until
 * what it did shows. The page must have been opened at the web server's address.
 */

/** Waits that depend on the network. */
const NETWORK_MS = 30_000;

/** From the landing screen to an open, empty messenger. */
export async function createAccount(page: Page, name: string): Promise<void> {
  await page.getByRole("button", { name: "Create account" }).click();
  await page.getByRole("textbox", { name: "Display name" }).fill(name);
  await page.getByRole("button", { name: "Create account" }).click();
  await page.getByRole("navigation", { name: "Conversations" }).waitFor();
}

/** From the landing screen to the account of a recovery phrase. */
export async function restoreAccount(page: Page, phrase: string, name: string): Promise<void> {
  await page.getByRole("button", { name: "I have an account" }).click();
  await page.getByRole("textbox", { name: "Recovery password" }).fill(phrase);
  await page.getByRole("button", { name: "Continue" }).click();
  await page.getByRole("textbox", { name: "Display name" }).fill(name);
  await page.getByRole("button", { name: "Open my account" }).click();
  await page.getByRole("navigation", { name: "Conversations" }).waitFor();
}

/** The user's own account ID: 66 hex characters. Ends where it began. */
export async function readAccountId(page: Page): Promise<string> {
  await page.getByRole("button", { name: "Settings" }).click();
  const group = page.getByRole("group", { name: "Your account ID" });
  const accountId = ((await group.textContent()) ?? "").replace(/[^0-9a-f]/g, "");
  await page.getByRole("button", { name: "Back", exact: true }).click();
  return accountId;
}

/** Adds somebody and opens the conversation with them. */
export async function addContact(page: Page, accountId: string): Promise<void> {
  await page.getByRole("button", { name: "New conversation" }).first().click();
  await page.getByRole("textbox", { name: "Account ID" }).fill(accountId);
  await page.getByRole("button", { name: "Start conversation" }).click();
  await page.getByRole("textbox", { name: "Message" }).waitFor();
}

/** Opens a conversation of the list by the name its row begins with. */
export async function openConversation(page: Page, name: string): Promise<void> {
  const begins = new RegExp(`^${name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}`);
  await page.getByRole("navigation", { name: "Conversations" }).getByRole("link", { name: begins }).click();
  await page.getByRole("textbox", { name: "Message" }).waitFor();
}

/** Writes into the open conversation; the message is on screen when this resolves. */
export async function sendText(page: Page, text: string): Promise<void> {
  await page.getByRole("textbox", { name: "Message" }).fill(text);
  await page.keyboard.press("Enter");
  await page.getByRole("log").getByText(text, { exact: true }).waitFor();
}

/** Waits for a message in the open conversation, whoever wrote it. */
export async function expectMessage(page: Page, text: string, timeoutMs = NETWORK_MS): Promise<void> {
  await page.getByRole("log").getByText(text, { exact: true }).waitFor({ timeout: timeoutMs });
}

/** Waits until our message has a status, in the words on screen: "Sent", "Failed". */
export async function expectStatus(
  page: Page,
  text: string,
  status: "Waiting" | "Sending" | "Sent" | "Failed",
  timeoutMs = NETWORK_MS,
): Promise<void> {
  await page
    .getByRole("article", { name: "From you" })
    .filter({ has: page.getByText(text, { exact: true }) })
    .getByRole("link", { name: new RegExp(`Message info.*${status}`) })
    .waitFor({ timeout: timeoutMs });
}

/** Waits for a word of the connection indicator. */
export async function expectConnection(page: Page, word: string, timeoutMs = NETWORK_MS): Promise<void> {
  await page.getByRole("link", { name: `Connection: ${word}`, exact: true }).waitFor({ timeout: timeoutMs });
}

/** What the network did with one of our messages, as the message info says it. */
export interface MessageInfo {
  /** For example "3 of 5 nodes". */
  readonly heldBy: string;
  /** Full Ed25519 keys, first hop first. */
  readonly hops: readonly string[];
}

/** Opens the info of one of our sent messages and reads it. */
export async function readMessageInfo(page: Page, text: string): Promise<MessageInfo> {
  await page
    .getByRole("article", { name: "From you" })
    .filter({ has: page.getByText(text, { exact: true }) })
    .getByRole("link", { name: /Message info/ })
    .click();
  const info = page.getByRole("region", { name: "Message info" });
  await info.getByText("Path", { exact: true }).waitFor();
  const heldBy = (await info.getByText(/^\d+ of \d+\snodes?/).textContent()) ?? "";
  const hops = await info
    .getByRole("listitem")
    .locator("[title]")
    .evaluateAll((elements) =>
      elements
        .map((element) => element.getAttribute("title") ?? "")
        .filter((title) => /^[0-9a-f]{64}$/.test(title)),
    );
  await info.getByRole("button", { name: "Back", exact: true }).click();
  return { heldBy: /^\d+ of \d+\snodes?/.exec(heldBy)?.[0].replace(/\s/g, " ") ?? "", hops };
}

/** The 13 words, as the recovery screen shows them when asked. */
export async function readRecoveryPhrase(page: Page): Promise<string> {
  await page.getByRole("button", { name: "Settings" }).click();
  await page.getByRole("button", { name: "Show recovery password" }).click();
  await page.getByRole("button", { name: "Show the words" }).click();
  const words = await page
    .getByRole("list", { name: "Your 13 words" })
    .getByRole("listitem")
    .allTextContents();
  await page.getByRole("button", { name: "Back", exact: true }).click();
  await page.getByRole("button", { name: "Back", exact: true }).click();
  return words.join(" ");
}

/** Removes the account from this browser; ends on the landing screen. */
export async function signOut(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Settings" }).click();
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.getByRole("button", { name: "Delete and sign out" }).click();
  await page.getByRole("button", { name: "I have an account" }).waitFor();
}
