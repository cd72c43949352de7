// The protocol in a real browser engine: the same source, bundled as the web app is, gives the same bytes there as in
// Node, under a policy that allows no code made from text.
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { build, type Rolldown } from "vite";
import { afterAll, beforeAll, expect, test } from "vitest";
import { launchChromium } from "../browser.ts";
import { protocolSamples } from "./samples.ts";

let browser: Browser;
let server: Server;

beforeAll(async () => {
  const result = await build({
    configFile: false,
    logLevel: "silent",
    root: import.meta.dirname,
    build: {
      write: false,
      rolldownOptions: {
        input: join(import.meta.dirname, "samples.ts"),
        preserveEntrySignatures: "strict",
      },
    },
  });
  const outputs = (Array.isArray(result) ? result : [result]) as Rolldown.RolldownOutput[]; // not a watcher: watch is off
  const [entry] = outputs.flatMap(({ output }) => output.filter((file) => file.type === "chunk"));
  server = createServer((request, response) => {
    const isScript = request.url === "/samples.js";
    response.setHeader("content-type", isScript ? "text/javascript" : "text/html");
    response.setHeader("content-security-policy", "default-src 'none'; script-src 'self'");
    response.end(isScript ? entry?.code : "<!doctype html><title>protocol</title>");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  browser = await launchChromium();
});

afterAll(async () => {
  await browser?.close();
  server?.closeAllConnections();
  server?.close();
});

test("behaviour: every part of the protocol gives the same bytes in Chromium as in Node", async () => {
  const page = await browser.newPage();
  const { port } = server.address() as AddressInfo; // a TCP server has one
  await page.goto(`http://127.0.0.1:${port}/`);
  // As text: a function would first be rewritten for the test runner.
  const inPage = await page.evaluate("import('/samples.js').then((module) => module.protocolSamples())");
  const inNode = protocolSamples();
  expect(inPage).toEqual(inNode);
  expect(Object.keys(inNode)).toHaveLength(10);
  expect(inNode.zstd).toBe("68656c6c6f2068656c6c6f");
  expect(inNode.config).toMatch(/ Bob$/);
});
