import { hexEncode } from "@session/protocol/bytes";
import { type AcceptedProof, decodeUptimeProof } from "@session/protocol/proofs";
import { inArray, lt, sql } from "drizzle-orm";
import type { Database } from "./client.ts";
import { proofs } from "./schema.ts";

export interface ProofStore {
  load(): Promise<readonly AcceptedProof[]>;
  /** Keeps the newer one where there are two. */
  save(accepted: readonly AcceptedProof[]): Promise<void>;
  remove(ed25519: readonly string[]): Promise<void>;
}

export function createProofStore(db: Database): ProofStore {
  return {
    async load() {
      const rows = await db.select().from(proofs);
      return rows.map(({ bytes, signature, receivedMs, addresses }) => ({
        bytes,
        signature,
        receivedMs,
        addresses,
        proof: decodeUptimeProof(bytes),
      }));
    },
    async save(accepted) {
      if (accepted.length === 0) return;
      await db
        .insert(proofs)
        .values(accepted.map(proofRow))
        .onConflictDoUpdate({
          target: proofs.ed25519,
          set: REPLACED,
          setWhere: lt(proofs.timestampSeconds, sql`excluded.timestamp_seconds`),
        });
    },
    async remove(ed25519) {
      if (ed25519.length > 0) await db.delete(proofs).where(inArray(proofs.ed25519, [...ed25519]));
    },
  };
}

const excluded = (column: string) => sql.raw(`excluded.${column}`);

const REPLACED = {
  bytes: excluded("bytes"),
  signature: excluded("signature"),
  receivedMs: excluded("received_ms"),
  timestampSeconds: excluded("timestamp_seconds"),
  publicIp: excluded("public_ip"),
  storagePort: excluded("storage_port"),
  peerPort: excluded("peer_port"),
  httpPort: excluded("http_port"),
  storageServerVersion: excluded("storage_server_version"),
  chainHeight: excluded("chain_height"),
  tableHeight: excluded("table_height"),
  tableDigest: excluded("table_digest"),
  addresses: excluded("addresses"),
};

function proofRow({
  bytes,
  signature,
  receivedMs,
  addresses,
  proof,
}: AcceptedProof): typeof proofs.$inferInsert {
  return {
    ed25519: proof.ed25519,
    bytes,
    signature,
    receivedMs,
    addresses,
    timestampSeconds: proof.timestampSeconds,
    publicIp: proof.ip,
    storagePort: proof.httpsPort,
    peerPort: proof.peerPort,
    httpPort: proof.httpPort ?? null,
    storageServerVersion: proof.storageServerVersion.join("."),
    chainHeight: proof.height,
    tableHeight: proof.tableHeight,
    tableDigest: hexEncode(proof.tableDigest),
  };
}
