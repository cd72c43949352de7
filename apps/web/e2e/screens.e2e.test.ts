// The real screens in Chromium, served with the real policy, over a backend that plays a part (harness/).
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { build } from "vite";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startWebServer, type WebServer } from "../server/serve.ts";
import { launchChromium } from "./browser.ts";
import { MAYA_ID, OWN_ID, TOM_ID } from "./harness/scenes.ts";
import * as pages from "./pages.ts";
import { accessibilityProblems, type PageWatch, watchPage } from "./watch.ts";

const WIDE = { width: 1440, height: 900 };
const NARROW = { width: 390, height: 844 };
const MAYA = `#/c/${MAYA_ID}`;

/** Lets the played backend finish what it is sending. */
async function playOn(page: Page): Promise<void> {
  await page.evaluate(() => dispatchEvent(new Event("play")));
}

describe("screens", () => {
  let folder: string;
  let server: WebServer;
  let browser: Browser;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "web-screens-"));
    await build({
      configFile: fileURLToPath(new URL("./harness/vite.config.ts", import.meta.url)),
      logLevel: "warn",
      build: { outDir: folder, emptyOutDir: true },
    });
    server = await startWebServer({
      host: "127.0.0.1",
      port: 0,
      distDir: folder,
      config: { seedUrls: ["http://127.0.0.1:1"] },
      connectSources: [],
    });
    browser = await launchChromium();
  });
  afterAll(async () => {
    await browser?.close();
    await server?.stop();
    await rm(folder, { recursive: true });
  });

  async function open(
    scene: string,
    fragment: string,
    options: BrowserContextOptions = {},
  ): Promise<{ page: Page; watch: PageWatch; close: () => Promise<void> }> {
    const context = await browser.newContext({ viewport: WIDE, ...options });
    const page = await context.newPage();
    const watch = watchPage(page);
    await page.goto(`${server.url}/?scene=${scene}${fragment}`);
    page.setDefaultTimeout(10_000);
    await page.locator("main").waitFor({ state: "attached" });
    return { page, watch, close: () => context.close() };
  }

  describe.each([
    ["light", WIDE],
    ["dark", NARROW],
  ] as const)("in %s", (colorScheme, viewport) => {
    test.each([
      ["new", "#/"],
      ["new", "#/create"],
      ["new", "#/restore"],
      ["conversations", "#/"],
      ["conversations", MAYA],
      ["offline", `#/c/${TOM_ID}`],
      ["empty", "#/"],
      ["conversations", "#/new"],
      ["conversations", "#/settings"],
      ["conversations", "#/recovery"],
      ["conversations", "#/connection"],
      ["elsewhere", "#/"],
      ["failed", "#/"],
    ])("behaviour: %s %s is accessible, fits its width and keeps to the policy", async (scene, fragment) => {
      const { page, watch, close } = await open(scene, fragment, { colorScheme, viewport });
      expect(await accessibilityProblems(page)).toEqual([]);
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      expect(overflow).toBeLessThanOrEqual(0);
      expect(watch.problems).toEqual([]);
      await close();
    });
  });

  test("behaviour: the landing screen offers exactly two ways in, by keyboard", async () => {
    const { page, close } = await open("new", "#/");
    expect(await page.getByRole("button").allTextContents()).toEqual(["Create account", "I have an account"]);
    await page.keyboard.press("Tab");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await page.getByRole("textbox", { name: "Recovery password" }).waitFor();
    await close();
  });

  test("behaviour: an account is made with the keyboard alone; an empty name is explained at its field", async () => {
    const { page, close } = await open("new", "#/create");
    await page.keyboard.press("Enter");
    const field = page.getByRole("textbox", { name: "Display name" });
    expect(await field.getAttribute("aria-invalid")).toBe("true");
    const note = await field.getAttribute("aria-describedby");
    expect(await page.locator(`[id="${note}"]`).textContent()).toBe(
      "Enter a name. Any letters and emoji will do.",
    );
    await page.keyboard.type("Alice 🛶");
    await page.keyboard.press("Enter");
    await page.getByRole("navigation", { name: "Conversations" }).waitFor();
    await close();
  });

  test("behaviour: restoring tells the three mistakes apart and continues only with a valid phrase", async () => {
    const { page, close } = await open("new", "#/restore");
    const field = page.getByRole("textbox", { name: "Recovery password" });
    const next = page.getByRole("button", { name: "Continue" });
    const thirteen = Array.from({ length: 13 }, () => "session");
    for (const [phrase, message] of [
      ["session session", /^Too few words: 2 of 13/],
      [thirteen.with(2, "qqqq").join(" "), /^“qqqq” \(word 3\) is not a recovery word/],
      [thirteen.with(12, "love").join(" "), /^These words do not fit together/],
    ] as const) {
      await field.fill(phrase);
      await page.getByText(message).waitFor();
      expect(await next.isDisabled()).toBe(true);
    }
    await field.fill(thirteen.join("\n  ").toUpperCase());
    expect(await next.isEnabled()).toBe(true);
    await next.click();
    await page.getByRole("textbox", { name: "Display name" }).fill("Bob");
    await page.getByRole("button", { name: "Open my account" }).click();
    await page.getByRole("navigation", { name: "Conversations" }).waitFor();
    await close();
  });

  test("behaviour: own ID, wrong length and wrong prefix are told apart when adding a contact", async () => {
    const { page, close } = await open("conversations", "#/new");
    const field = page.getByRole("textbox", { name: "Account ID" });
    for (const [accountId, message] of [
      [OWN_ID, "This is your own account ID. Enter the other person's."],
      [MAYA_ID.slice(2), "An account ID has 66 characters; this one has 64."],
      [`03${MAYA_ID.slice(2)}`, "An account ID begins with 05; this one begins with 03."],
      ["maya", "An account ID has only the digits 0 to 9 and the letters a to f."],
    ] as const) {
      await field.fill(accountId);
      await field.press("Enter");
      await page.getByText(message).waitFor();
    }
    await field.fill(` ${MAYA_ID.toUpperCase()} `);
    await page.getByRole("button", { name: "Start conversation" }).click();
    await page.getByRole("heading", { name: "Maya Lindqvist" }).waitFor();
    await close();
  });

  test("behaviour: Enter sends, Shift and Enter starts a line; the status has an icon and a word", async () => {
    const { page, close } = await open("conversations", MAYA);
    const box = page.getByRole("textbox", { name: "Message" });
    await box.pressSequentially("one");
    await box.press("Shift+Enter");
    await box.pressSequentially("two");
    expect(await box.inputValue()).toBe("one\ntwo");
    await box.press("Enter");
    expect(await box.inputValue()).toBe("");
    await pages.expectStatus(page, "one two", "Sending");
    await playOn(page);
    await pages.expectStatus(page, "one two", "Sent");
    await close();
  });

  test("behaviour: a key that belongs to the input method does not send", async () => {
    const { page, close } = await open("conversations", MAYA);
    const box = page.getByRole("textbox", { name: "Message" });
    await box.fill("にほん");
    await box.evaluate((element) =>
      element.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", isComposing: true, bubbles: true })),
    );
    expect(await box.inputValue()).toBe("にほん");
    await close();
  });

  test("behaviour: the counter appears from 1,800, and over 2,000 the limit is explained and nothing is sent", async () => {
    const { page, close } = await open("conversations", MAYA);
    const box = page.getByRole("textbox", { name: "Message" });
    await box.fill("a".repeat(1_799));
    expect(await page.getByText(/of 2,000 characters/).count()).toBe(0);
    await box.fill("a".repeat(1_800));
    await page.getByText("1,800 of 2,000 characters").waitFor();
    await box.fill("a".repeat(2_013));
    await page.getByText(/Take out 13\scharacters/).waitFor();
    await box.press("Enter");
    expect((await box.inputValue()).length).toBe(2_013);
    expect(await page.getByRole("button", { name: "Send" }).getAttribute("aria-disabled")).toBe("true");
    await close();
  });

  test("behaviour: a failed message says why and can be sent again", async () => {
    const { page, close } = await open("offline", `#/c/${TOM_ID}`);
    await page.getByText("No node of the network could be reached.").waitFor();
    await page.getByRole("button", { name: "Retry" }).click();
    await pages.expectStatus(page, "Thank you. I pick them up tonight.", "Sending");
    await playOn(page);
    await pages.expectStatus(page, "Thank you. I pick them up tonight.", "Failed");
    await close();
  });

  test("behaviour: unknown kinds of messages are shown as not supported", async () => {
    const { page, close } = await open("conversations", MAYA);
    await pages.expectMessage(page, "This kind of message is not supported yet.");
    await close();
  });

  test("behaviour: message info shows hash, copies, time and the three hops", async () => {
    const { page, close } = await open("conversations", MAYA);
    const info = await pages.readMessageInfo(page, "See you then");
    expect(info.heldBy).toBe("3 of 5 nodes");
    expect(info.hops).toHaveLength(3);
    await page.goForward();
    await page.getByText("On the network in 412 ms").waitFor();
    await page.getByRole("button", { name: "Copy message hash" }).waitFor();
    await close();
  });

  test("behaviour: where one pane fits, each is a history entry and Back works", async () => {
    const { page, close } = await open("conversations", "#/", { viewport: NARROW });
    await pages.openConversation(page, "Maya");
    expect(await page.getByRole("navigation", { name: "Conversations" }).isVisible()).toBe(false);
    await page
      .getByRole("link", { name: /Message info/ })
      .last()
      .click();
    await page.getByRole("region", { name: "Message info" }).waitFor();
    expect(await page.getByRole("textbox", { name: "Message" }).isVisible()).toBe(false);
    await page.goBack();
    await page.getByRole("textbox", { name: "Message" }).waitFor();
    await page.getByRole("button", { name: "Back to conversations" }).click();
    await page.getByRole("navigation", { name: "Conversations" }).waitFor();
    expect(await page.evaluate(() => location.hash)).toBe("#/");
    await close();
  });

  test("behaviour: text that was not sent survives a change of conversation", async () => {
    const { page, close } = await open("conversations", MAYA);
    await page.getByRole("textbox", { name: "Message" }).fill("half a sentence");
    await pages.openConversation(page, "Tom");
    await page.getByRole("link", { name: /Draft: half a sentence/ }).click();
    expect(await page.getByRole("textbox", { name: "Message" }).inputValue()).toBe("half a sentence");
    await close();
  });

  test("behaviour: the theme is chosen once and holds before the first paint after a reload", async () => {
    const { page, close } = await open("conversations", "#/settings", { colorScheme: "light" });
    await page.getByRole("radio", { name: "Dark" }).check();
    const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const dark = await ground();
    await page.reload();
    await page.getByRole("radio", { name: "Dark", checked: true }).waitFor();
    expect(await ground()).toBe(dark);
    await page.getByRole("radio", { name: "System" }).check();
    expect(await ground()).not.toBe(dark);
    await close();
  });

  test("behaviour: the recovery password is hidden until asked for, and copied with one click", async () => {
    const { page, close } = await open("conversations", "#/recovery", {
      permissions: ["clipboard-read", "clipboard-write"],
    });
    expect(await page.getByRole("list", { name: "Your 13 words" }).count()).toBe(0);
    expect(await page.getByRole("main").textContent()).not.toMatch(/session/);
    await page.getByRole("button", { name: "Show the words" }).click();
    expect(await page.getByRole("list", { name: "Your 13 words" }).getByRole("listitem").count()).toBe(13);
    await page.getByRole("button", { name: "Copy recovery password" }).click();
    await page.getByRole("button", { name: "Recovery password copied" }).waitFor();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toMatch(/^(session ?){13}$/);
    await close();
  });

  test("behaviour: signing out asks first and can be called off with Escape", async () => {
    const { page, close } = await open("conversations", "#/settings");
    await page.getByRole("button", { name: "Sign out" }).click();
    await page.getByRole("dialog").waitFor();
    expect(await accessibilityProblems(page)).toEqual([]);
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "hidden" });
    await pages.signOut(page);
    await close();
  });
});
