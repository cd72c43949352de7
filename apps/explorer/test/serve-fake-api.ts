import { startFakeApi } from "./fake-api/server.ts";

/** `node test/serve-fake-api.ts PORT [NODES]`: page work without a chain. */
const [port = "0", nodes = "14"] = process.argv.slice(2);
const api = await startFakeApi({
  port: Number(port),
  nodes: Number(nodes),
  nowSeconds: Math.floor(Date.now() / 1000),
});
console.log(api.url);
process.once("SIGTERM", () => void api.stop());
process.once("SIGINT", () => void api.stop());
