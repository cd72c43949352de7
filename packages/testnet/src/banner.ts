import type { TestnetInfo } from "./network.ts";

/** The facts a person needs after the start, as lines of text. */
export function banner(
  info: TestnetInfo,
  started: { readonly seconds: number; readonly dataDir: string; readonly keeps: boolean },
): string {
  const swarms = new Set(info.nodes.map((node) => node.swarm));
  const message = info.firstMessage;
  const rows: [string, string][] = [
    ["Web messenger", info.web],
    ["Explorer", info.explorer],
    ["API", `${info.api}/trpc`],
    ["Seed (json_rpc)", `${info.seed}/json_rpc`],
    ["Chain RPC", info.chainRpc],
    [
      "Nodes",
      `${info.nodes.length} in ${swarms.size} ${swarms.size === 1 ? "swarm" : "swarms"}, first at ${info.nodes[0]?.https ?? "-"}`,
    ],
    [
      "First message",
      `${info.accounts.map((a) => a.name).join(" to ")} in ${message.ms} ms over ${message.hops.map((hop) => hop.slice(0, 8)).join(", ")}`,
    ],
    ["Data and logs", `${started.dataDir}${started.keeps ? "" : " (removed at the end)"}`],
  ];
  const accounts = info.accounts.flatMap((account): [string, string][] => [
    [account.name, account.accountId],
    ["", account.phrase],
  ]);
  const width = 16;
  const line = ([label, value]: [string, string]) => `  ${label.padEnd(width)}${value}`;
  return [
    "",
    `Session testnet is running (ready after ${started.seconds.toFixed(1)} s)`,
    "",
    ...rows.map(line),
    "",
    "  Accounts with public test keys. Do not use them for anything real.",
    ...accounts.map(line),
    "",
    "  Ctrl-C stops everything.",
    "",
  ].join("\n");
}
