import { createAccount, createClient } from "@session/client";
import { nodePorts, openFileStore } from "@session/client/node";

const ports = nodePorts();
const account = createAccount(ports.random);
const network = { seedUrls: ["http://127.0.0.1:22023"] };
const client = createClient({ account, network, store: openFileStore("echo.db") }, ports);
client.on("message", async ({ conversation, direction, text }) => {
  if (direction === "incoming") await client.send(conversation, { text });
});
await client.start();
