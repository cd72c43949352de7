import { createServer } from "node:net";
import { describe, expect, test } from "vitest";
import { planPorts, requireFreePorts } from "./ports.ts";

describe("planPorts", () => {
  test("behaviour: no two listeners share an address and port, and all lie within 100 ports", () => {
    for (const platform of ["linux", "darwin"] as const) {
      const plan = planPorts(20000, 30, platform);
      const all = [plan.chain, plan.api, plan.explorer, plan.web].map((p) => `${p.host}:${p.port}`);
      for (const node of plan.nodes)
        all.push(...[node.https, node.peer, node.http].map((port) => `${node.ip}:${port}`));
      expect(new Set(all).size).toBe(all.length);
      for (const address of all) expect(Number(address.split(":")[1]) - 20000).toBeLessThan(100);
    }
  });

  test("behaviour: on Linux each node has a /24 of its own", () => {
    const subnets = planPorts(20000, 14, "linux").nodes.map((node) => node.ip.replace(/\.\d+$/, ""));
    expect(new Set(subnets).size).toBe(14);
  });
});

describe("requireFreePorts", () => {
  test("error: a taken port is named with the part that wanted it", async () => {
    const blocker = createServer();
    const port = await new Promise<number>((resolve) => {
      blocker.listen({ host: "127.0.0.1", port: 0 }, () => {
        const address = blocker.address();
        resolve(typeof address === "object" && address ? address.port : 0);
      });
    });
    try {
      await expect(requireFreePorts(planPorts(port - 1, 4))).rejects.toThrow(`127.0.0.1:${port} (API)`);
    } finally {
      await new Promise((resolve) => blocker.close(resolve));
    }
  });
});
