import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Anvil } from "@session/chain/devnet";
import { ROOT } from "./paths.ts";
import { type Service, ServiceError, startService } from "./service.ts";

const STOP_GRACE_MS = 5_000;

/** Many small processes side by side: a small young generation and few malloc arenas save about 25 MiB in each. */
const SMALL_PROCESS = ["--max-semi-space-size=1"];
const SHARED_ENV = {
  MALLOC_ARENA_MAX: "2",
  // Compiled code is kept between starts and shared by all nodes: they load in a third of the time.
  NODE_COMPILE_CACHE: join(ROOT, "node_modules/.cache/testnet"),
};

/** Owns every process and folder of one network. */
export class Launcher {
  readonly dataDir: string;
  readonly failed: Promise<Error>;
  readonly #services = new Map<string, Service>();
  readonly #temporary: boolean;
  readonly #report: (text: string) => void;
  #anvil: Anvil | undefined;
  #stopping: Promise<void> | undefined;
  #fail: (error: Error) => void = () => {};

  constructor(dataDir: string, temporary: boolean, report: (text: string) => void) {
    this.#report = report;
    this.dataDir = dataDir;
    this.#temporary = temporary;
    this.failed = new Promise((resolve) => {
      this.#fail = resolve;
    });
  }

  async prepare(): Promise<void> {
    for (const folder of ["logs", "chain", "index"])
      await mkdir(join(this.dataDir, folder), { recursive: true, mode: 0o700 });
  }

  logFile(name: string): string {
    return join(this.dataDir, "logs", `${name}.log`);
  }

  own(anvil: Anvil): void {
    this.#anvil = anvil;
    void anvil.exited.then(({ lastLines }) => this.#lost("chain", lastLines));
  }

  start(name: string, entry: string, env: Readonly<Record<string, string>>): Service {
    return this.spawn(name, {
      command: process.execPath,
      args: [...SMALL_PROCESS, join(ROOT, entry)],
      env: { ...SHARED_ENV, ...env },
    });
  }

  spawn(
    name: string,
    spec: { command: string; args: readonly string[]; cwd?: string; env: Readonly<Record<string, string>> },
  ): Service {
    const service = startService({ ...spec, name, logFile: this.logFile(name) });
    this.#services.set(name, service);
    void service.exited.then(() => this.#ended(service));
    return service;
  }

  /** People kill nodes to see what happens: the network goes on without one, but not without its other parts. */
  #ended(service: Service): void {
    if (this.#stopping !== undefined) return;
    if (service.name.startsWith("node-")) this.#report(`${service.name} has ended; the network goes on.`);
    else this.#lost(service.name, service.lastLines());
  }

  #lost(name: string, lastLines: readonly string[]): void {
    if (this.#stopping !== undefined) return;
    this.#fail(new ServiceError(`${name} ended by itself. Its last lines:\n${lastLines.join("\n")}`));
  }

  service(name: string): Service {
    const service = this.#services.get(name);
    if (service === undefined) throw new Error(`no part is called ${name}`);
    return service;
  }

  pids(): ReadonlyMap<string, number> {
    const pids = new Map([...this.#services].map(([name, service]) => [name, service.pid]));
    if (this.#anvil !== undefined) pids.set("chain", this.#anvil.pid);
    return pids;
  }

  /** Pages and nodes first, the chain last, so that nobody logs a lost chain while stopping. */
  stop(): Promise<void> {
    this.#stopping ??= (async () => {
      await Promise.all([...this.#services.values()].map((service) => service.stop(STOP_GRACE_MS)));
      await this.#anvil?.stop();
      if (this.#temporary) await rm(this.dataDir, { recursive: true, force: true });
    })();
    return this.#stopping;
  }
}
