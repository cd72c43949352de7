import { readdir, readFile, readlink } from "node:fs/promises";
import { createServer } from "node:net";
import { UsageError } from "../options.ts";

/** Where each part listens. All of it is loopback. */
export interface PortPlan {
  readonly chain: HostPort;
  readonly api: HostPort;
  readonly explorer: HostPort;
  readonly web: HostPort;
  readonly nodes: readonly NodePorts[];
}

export interface HostPort {
  readonly host: string;
  readonly port: number;
}

export interface NodePorts {
  readonly ip: string;
  readonly https: number;
  readonly peer: number;
  readonly http: number;
}

const LOCAL = "127.0.0.1";

/**
 * portBase + 0..3 for chain, API, explorer, web; three ports per node from portBase + 10. Where every
 * 127.x.y.z answers (Linux), node N listens on 127.0.N.1, so that path building sees distinct /24 networks.
 */
export function planPorts(
  portBase: number,
  nodes: number,
  platform: NodeJS.Platform = process.platform,
): PortPlan {
  const at = (offset: number): HostPort => ({ host: LOCAL, port: portBase + offset });
  return {
    chain: at(0),
    api: at(1),
    explorer: at(2),
    web: at(3),
    nodes: Array.from({ length: nodes }, (_, i) => ({
      ip: hasDistinctSubnets(platform) ? `127.0.${i + 1}.1` : LOCAL,
      https: portBase + 10 + 3 * i,
      peer: portBase + 11 + 3 * i,
      http: portBase + 12 + 3 * i,
    })),
  };
}

/** True where each node can have an address of its own without any set-up. */
export function hasDistinctSubnets(platform: NodeJS.Platform = process.platform): boolean {
  return platform === "linux";
}

/** @throws UsageError naming every port of the plan that somebody else holds, with the owner where it can be told */
export async function requireFreePorts(plan: PortPlan): Promise<void> {
  const wanted: [string, HostPort][] = [
    ["chain", plan.chain],
    ["API", plan.api],
    ["explorer", plan.explorer],
    ["web", plan.web],
    ...plan.nodes.flatMap((node, i): [string, HostPort][] =>
      [node.https, node.peer, node.http].map((port) => [`node ${i + 1}`, { host: node.ip, port }]),
    ),
  ];
  const taken: string[] = [];
  for (const [name, { host, port }] of wanted) {
    if (await isFree(host, port)) continue;
    taken.push(`  ${host}:${port} (${name})${await ownerOf(port)}`);
  }
  if (taken.length > 0) {
    throw new UsageError(
      `ports already taken:\n${taken.join("\n")}\nStop what uses them, or move this network with --port-base.`,
    );
  }
}

function isFree(host: string, port: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "EADDRINUSE") resolve(false);
      else reject(new UsageError(`cannot listen on ${host}:${port}: ${error.message}`));
    });
    server.listen({ host, port, exclusive: true }, () => server.close(() => resolve(true)));
  });
}

/** " held by NAME (pid N)" on Linux when /proc lets us see it, else "". */
async function ownerOf(port: number): Promise<string> {
  try {
    const hexPort = port.toString(16).toUpperCase().padStart(4, "0");
    const table = await readFile("/proc/net/tcp", "utf8");
    const row = table
      .split("\n")
      .find((line) => line.trim().split(/\s+/)[1]?.endsWith(`:${hexPort}`) && / 0A /.test(line));
    const inode = row?.trim().split(/\s+/)[9];
    if (inode === undefined) return "";
    for (const pid of (await readdir("/proc")).filter((name) => /^\d+$/.test(name))) {
      const files = await readdir(`/proc/${pid}/fd`).catch(() => []);
      for (const file of files) {
        const target = await readlink(`/proc/${pid}/fd/${file}`).catch(() => "");
        if (target !== `socket:[${inode}]`) continue;
        const name = (await readFile(`/proc/${pid}/comm`, "utf8")).trim();
        return `, held by ${name} (pid ${pid})`;
      }
    }
  } catch {
    // Not Linux, or not allowed to look: the port alone must do.
  }
  return "";
}
