import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { launchChromium } from "../e2e/browser.ts";

/** `node test/screens.ts BASE_URL FOLDER [PATH...]`: every page at two widths in both themes, for looking at. */
const [base = "", folder = "", ...paths] = process.argv.slice(2);
mkdirSync(folder, { recursive: true });
const browser = await launchChromium();
for (const colorScheme of ["light", "dark"] as const) {
  for (const width of [1440, 390]) {
    const context = await browser.newContext({
      viewport: { width, height: width === 390 ? 844 : 900 },
      colorScheme,
      isMobile: width === 390,
      hasTouch: width === 390,
    });
    const page = await context.newPage();
    page.on("console", (message) => {
      if (message.type() === "error" || message.type() === "warning")
        console.log(message.type(), message.text());
    });
    page.on("pageerror", (error) => console.log("pageerror", error.message));
    for (const path of paths.length > 0 ? paths : ["/", "/nodes", "/nodes/6", "/swarms", "/blocks"]) {
      await page.goto(base + path, { waitUntil: "load" });
      await page.waitForTimeout(900);
      const wide = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      if (wide > 0) console.log(`${path} at ${width}: ${wide} px sideways`);
      const name = path.replaceAll(/[^a-z0-9]+/gi, "-").replace(/^-|-$/g, "") || "overview";
      await page.screenshot({ path: join(folder, `${name}-${width}-${colorScheme}.png`), fullPage: true });
    }
    await context.close();
  }
}
await browser.close();
