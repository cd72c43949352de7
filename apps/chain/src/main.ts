import { systemClock } from "@session/platform/clock";
import { fastestCrypto } from "@session/platform/native";
import { systemRandom } from "@session/platform/random";
import { readDeployment } from "@session/staking/deployments";
import { createChainReader } from "@session/staking/reader";
import { readConfig } from "./config.ts";
import { openDatabase } from "./db/client.ts";
import { createChainService } from "./service.ts";
import { createJsonTelemetry } from "./telemetry/json-lines.ts";
import { createHttpProofSource } from "./transport/http-proof-source.ts";
import { createContractViews } from "./transport/viem-views.ts";

/** A stop that hangs is cut off; the tables are consistent at any moment. */
const STOP_MS_MAX = 2_800;

const clock = systemClock();
const telemetry = createJsonTelemetry({
  write: (line) => process.stdout.write(line),
  now: () => clock.now(),
});

function fail(message: string, error: unknown): never {
  const code = error instanceof Error && "code" in error ? String(error.code) : undefined;
  telemetry.log({
    level: "error",
    message,
    fields: { code, error: error instanceof Error ? error.message : "unknown", stack: stackOf(error) },
  });
  process.exit(1);
}

/** For failures without a code of ours the place is all there is. */
function stackOf(error: unknown): string | undefined {
  return error instanceof Error && error.name !== "SessionError" ? error.stack?.slice(0, 2_000) : undefined;
}

async function main(): Promise<void> {
  const config = readConfig(process.env);
  const { name, crypto } = fastestCrypto();
  telemetry.log({ level: "info", message: "starting", fields: { crypto: name } });
  const deployment = await readDeployment(config.deploymentFile);
  const { db, close } = await openDatabase(config.database);
  const { chainRpcUrl: rpcUrl, params, pollMs, confirmations } = config;
  const service = await createChainService(
    { deployment, params, host: config.host, port: config.port, seedUrls: config.seedUrls },
    {
      reader: createChainReader({ rpcUrl, deployment, pollMs, confirmations }, { clock, telemetry }),
      views: createContractViews({ rpcUrl, deployment }),
      db,
      proofSource: createHttpProofSource(),
      clock,
      random: systemRandom(),
      telemetry,
      crypto,
    },
  );
  let isStopping = false;
  const stop = async (): Promise<void> => {
    if (isStopping) return;
    isStopping = true;
    setTimeout(() => process.exit(0), STOP_MS_MAX).unref();
    await service.stop();
    await close();
    process.exit(0);
  };
  for (const name of ["SIGTERM", "SIGINT"] as const)
    process.on(name, () => {
      stop().catch((error: unknown) => fail("stopping failed", error));
    });
  fail("service failed", await service.failed);
}

main().catch((error: unknown) => fail("start failed", error));
