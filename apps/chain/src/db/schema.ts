import { sql } from "drizzle-orm";
import {
  bigint,
  boolean,
  customType,
  index,
  integer,
  jsonb,
  numeric,
  pgTable,
  primaryKey,
  text,
} from "drizzle-orm/pg-core";
import type { StoredEvent } from "../indexer/stored-event.ts";

// Every row carries the block it comes from, so that a reorg can take it back. Heights and milliseconds fit a
// number; amounts and accumulators are exact decimals; keys, hashes and addresses are lower-case hex text.

const height = (name: string) => bigint(name, { mode: "number" });
const milliseconds = (name: string) => bigint(name, { mode: "number" });
/** uint256 has up to 78 digits. */
const amount = (name: string) => numeric(name, { precision: 78, scale: 0, mode: "bigint" });
const bytes = customType<{ data: Uint8Array; driverData: Uint8Array }>({
  dataType: () => "bytea",
  // One driver hands out views into a shared buffer.
  fromDriver: (value) => Uint8Array.from(value),
});

/** One row: which chain these tables describe, and how far. */
export const cursor = pgTable("cursor", {
  id: integer().primaryKey(),
  chainId: bigint("chain_id", { mode: "number" }).notNull(),
  registry: text().notNull(),
  deploymentBlock: height("deployment_block").notNull(),
  height: height("height").notNull(),
  hash: text().notNull(),
  timeMs: milliseconds("time_ms").notNull(),
  /** Last block that changed swarm membership, and the table's fingerprint since then. */
  membershipHeight: height("membership_height").notNull(),
  tableDigest: text("table_digest").notNull(),
  accumulator: amount("accumulator").notNull(),
  remainder: amount("remainder").notNull(),
  accruedHeight: height("accrued_height").notNull(),
  reorgs: integer().notNull(),
});

/** Blocks with events, and the newest ones. */
export const blocks = pgTable(
  "blocks",
  {
    height: height("height").primaryKey(),
    hash: text().notNull().unique(),
    timeMs: milliseconds("time_ms").notNull(),
    eventCount: integer("event_count").notNull(),
  },
  (table) => [index("blocks_with_events").on(table.height).where(sql`${table.eventCount} > 0`)],
);

/** The source of truth: everything below can be derived from it again. */
export const events = pgTable(
  "events",
  {
    blockHeight: height("block_height").notNull(),
    logIndex: integer("log_index").notNull(),
    transactionHash: text("transaction_hash").notNull(),
    type: text().notNull(),
    nodeId: bigint("node_id", { mode: "number" }),
    addresses: text().array().notNull(),
    payload: jsonb().$type<StoredEvent>().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.blockHeight, table.logIndex] }),
    index("events_by_node").on(table.nodeId, table.blockHeight, table.logIndex),
    index("events_by_type").on(table.type, table.blockHeight, table.logIndex),
    index("events_by_address").using("gin", table.addresses),
  ],
);

export const nodes = pgTable(
  "nodes",
  {
    nodeId: bigint("node_id", { mode: "number" }).primaryKey(),
    ed25519: text().notNull(),
    x25519: text().notNull(),
    blsHex: text("bls_hex").notNull(),
    operator: text().notNull(),
    feeBps: integer("fee_bps").notNull(),
    requiredAtomic: amount("required_atomic").notNull(),
    invalidIdentity: boolean("invalid_identity").notNull(),
    state: text().notNull(),
    stateHeight: height("state_height").notNull(),
    stateMs: milliseconds("state_ms").notNull(),
    registrationHeight: height("registration_height").notNull(),
    registrationMs: milliseconds("registration_ms").notNull(),
    /** null while nobody asked. */
    unlockAtSeconds: bigint("unlock_at_seconds", { mode: "number" }),
    unlockRequestedBy: text("unlock_requested_by"),
    /** 16 hex digits; null in no swarm. */
    swarmId: text("swarm_id"),
    contributors: integer().notNull(),
    settled: amount("settled").notNull(),
    debt: amount("debt").notNull(),
    creditBaseSeconds: bigint("credit_base_seconds", { mode: "number" }).notNull(),
    creditSinceSeconds: bigint("credit_since_seconds", { mode: "number" }).notNull(),
    penaltyAtomic: amount("penalty_atomic").notNull(),
    operatorLockSeconds: bigint("operator_lock_seconds", { mode: "number" }).notNull(),
    contributorLockSeconds: bigint("contributor_lock_seconds", { mode: "number" }).notNull(),
  },
  (table) => [
    index("nodes_by_key").on(table.ed25519),
    index("nodes_by_operator").on(table.operator),
    index("nodes_by_state").on(table.state),
    index("nodes_by_swarm").on(table.swarmId),
  ],
);

/** One row per unbroken time in one state. */
export const nodeStates = pgTable(
  "node_states",
  {
    nodeId: bigint("node_id", { mode: "number" }).notNull(),
    position: integer().notNull(),
    state: text().notNull(),
    fromHeight: height("from_height").notNull(),
    fromMs: milliseconds("from_ms").notNull(),
    toHeight: height("to_height"),
    toMs: milliseconds("to_ms"),
    reasons: integer().notNull(),
  },
  (table) => [primaryKey({ columns: [table.nodeId, table.position] })],
);

/** Stakes: position 0 is the operator. */
export const slots = pgTable(
  "slots",
  {
    nodeId: bigint("node_id", { mode: "number" }).notNull(),
    position: integer().notNull(),
    staker: text().notNull(),
    beneficiary: text().notNull(),
    amountAtomic: amount("amount_atomic").notNull(),
    claimedAtomic: amount("claimed_atomic").notNull(),
    /** null while the principal is in the contract. */
    withdrawnAtomic: amount("withdrawn_atomic"),
  },
  (table) => [
    primaryKey({ columns: [table.nodeId, table.position] }),
    index("slots_by_staker").on(table.staker),
    index("slots_by_beneficiary").on(table.beneficiary),
  ],
);

export const claims = pgTable(
  "claims",
  {
    blockHeight: height("block_height").notNull(),
    logIndex: integer("log_index").notNull(),
    transactionHash: text("transaction_hash").notNull(),
    nodeId: bigint("node_id", { mode: "number" }).notNull(),
    staker: text().notNull(),
    beneficiary: text().notNull(),
    amountAtomic: amount("amount_atomic").notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.blockHeight, table.logIndex] }),
    index("claims_by_staker").on(table.staker, table.blockHeight),
  ],
);

export const withdrawals = pgTable(
  "withdrawals",
  {
    blockHeight: height("block_height").notNull(),
    logIndex: integer("log_index").notNull(),
    transactionHash: text("transaction_hash").notNull(),
    nodeId: bigint("node_id", { mode: "number" }).notNull(),
    staker: text().notNull(),
    amountAtomic: amount("amount_atomic").notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.blockHeight, table.logIndex] }),
    index("withdrawals_by_staker").on(table.staker, table.blockHeight),
  ],
);

/** Accumulator after each release: fixes every reward at every past block. */
export const accruals = pgTable(
  "accruals",
  {
    blockHeight: height("block_height").notNull(),
    logIndex: integer("log_index").notNull(),
    amountAtomic: amount("amount_atomic").notNull(),
    accumulator: amount("accumulator").notNull(),
    remainder: amount("remainder").notNull(),
    active: integer().notNull(),
  },
  (table) => [primaryKey({ columns: [table.blockHeight, table.logIndex] })],
);

/** One row per set of members a swarm had. */
export const swarms = pgTable(
  "swarms",
  {
    /** 16 hex digits, so that text order is ring order. */
    swarmId: text("swarm_id").notNull(),
    fromHeight: height("from_height").notNull(),
    fromMs: milliseconds("from_ms").notNull(),
    /** null: the present set. */
    toHeight: height("to_height"),
    memberIds: bigint("member_ids", { mode: "number" }).array().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.swarmId, table.fromHeight] }),
    index("swarms_present").on(table.swarmId).where(sql`${table.toHeight} is null`),
  ],
);

/** Newest uptime proof of each registered node. Not part of the chain, so a reorg leaves it alone. */
export const proofs = pgTable("proofs", {
  ed25519: text().primaryKey(),
  bytes: bytes("bytes").notNull(),
  signature: bytes("signature").notNull(),
  receivedMs: milliseconds("received_ms").notNull(),
  timestampSeconds: bigint("timestamp_seconds", { mode: "number" }).notNull(),
  publicIp: text("public_ip").notNull(),
  storagePort: integer("storage_port").notNull(),
  peerPort: integer("peer_port").notNull(),
  httpPort: integer("http_port"),
  storageServerVersion: text("storage_server_version").notNull(),
  chainHeight: height("chain_height").notNull(),
  tableHeight: height("table_height").notNull(),
  tableDigest: text("table_digest").notNull(),
  /** The two most recent addresses of the node. */
  addresses: jsonb().$type<readonly { readonly ip: string; readonly lastSeenMs: number }[]>().notNull(),
});

/** One row: what the contracts said when last asked. */
export const pool = pgTable("pool", {
  id: integer().primaryKey(),
  asOfHeight: height("as_of_height").notNull(),
  unreleasedAtomic: amount("unreleased_atomic").notNull(),
  owedAtomic: amount("owed_atomic").notNull(),
  paidAtomic: amount("paid_atomic").notNull(),
  pendingAtomic: amount("pending_atomic").notNull(),
  ratePerSecondAtomic: amount("rate_per_second_atomic").notNull(),
  requirementAtomic: amount("requirement_atomic").notNull(),
  totalStakedAtomic: amount("total_staked_atomic").notNull(),
  supplyAtomic: amount("supply_atomic").notNull(),
});
