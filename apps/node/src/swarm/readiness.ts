import { NOT_READY } from "@session/protocol/rpc";
import { type NetworkView, ownSwarm } from "./view.ts";

/** Why a node refuses clients now; empty when it is ready. Spec: docs/spec/storage-rpc.md sections 2.2 and 10.4. */
export function notReadyReasons(view: NetworkView, isStopping: boolean): readonly string[] {
  const reasons: string[] = [];
  if (ownSwarm(view) === null) reasons.push(NOT_READY.noSwarm);
  if (!view.synced) reasons.push(NOT_READY.syncing);
  if (isStopping) reasons.push(NOT_READY.shuttingDown);
  return reasons;
}
