import { open } from "node:fs/promises";
import { stakingError } from "../errors.ts";
import { DEPLOYMENT_FILE_BYTES_MAX, type Deployment, parseDeployment } from "./format.ts";

/**
 * Reads and checks a deployment file.
 *
 * @throws SessionError deployment_unreadable (missing, not permitted, too large), deployment_invalid
 */
export async function readDeployment(path: string): Promise<Deployment> {
  return parseDeployment(await readBounded(path), path);
}

async function readBounded(path: string): Promise<string> {
  try {
    const file = await open(path, "r");
    try {
      const { size } = await file.stat();
      if (size > DEPLOYMENT_FILE_BYTES_MAX)
        throw stakingError(
          "deployment_unreadable",
          `${path}: expected at most ${DEPLOYMENT_FILE_BYTES_MAX} bytes, got ${size}`,
        );
      return await file.readFile("utf8");
    } finally {
      await file.close();
    }
  } catch (cause) {
    if (cause instanceof Error && "code" in cause && cause.code === "ENOENT")
      throw stakingError("deployment_unreadable", `${path}: the deployment file does not exist`, { cause });
    if (cause instanceof Error && "code" in cause && cause.code === "deployment_unreadable") throw cause;
    throw stakingError("deployment_unreadable", `${path}: the deployment file cannot be read`, { cause });
  }
}
