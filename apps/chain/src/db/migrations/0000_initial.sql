CREATE TABLE "accruals" (
	"block_height" bigint NOT NULL,
	"log_index" integer NOT NULL,
	"amount_atomic" numeric(78, 0) NOT NULL,
	"accumulator" numeric(78, 0) NOT NULL,
	"remainder" numeric(78, 0) NOT NULL,
	"active" integer NOT NULL,
	CONSTRAINT "accruals_block_height_log_index_pk" PRIMARY KEY("block_height","log_index")
);
--> statement-breakpoint
CREATE TABLE "blocks" (
	"height" bigint PRIMARY KEY NOT NULL,
	"hash" text NOT NULL,
	"time_ms" bigint NOT NULL,
	"event_count" integer NOT NULL,
	CONSTRAINT "blocks_hash_unique" UNIQUE("hash")
);
--> statement-breakpoint
CREATE TABLE "claims" (
	"block_height" bigint NOT NULL,
	"log_index" integer NOT NULL,
	"transaction_hash" text NOT NULL,
	"node_id" bigint NOT NULL,
	"staker" text NOT NULL,
	"beneficiary" text NOT NULL,
	"amount_atomic" numeric(78, 0) NOT NULL,
	CONSTRAINT "claims_block_height_log_index_pk" PRIMARY KEY("block_height","log_index")
);
--> statement-breakpoint
CREATE TABLE "cursor" (
	"id" integer PRIMARY KEY NOT NULL,
	"chain_id" bigint NOT NULL,
	"registry" text NOT NULL,
	"deployment_block" bigint NOT NULL,
	"height" bigint NOT NULL,
	"hash" text NOT NULL,
	"time_ms" bigint NOT NULL,
	"membership_height" bigint NOT NULL,
	"table_digest" text NOT NULL,
	"accumulator" numeric(78, 0) NOT NULL,
	"remainder" numeric(78, 0) NOT NULL,
	"accrued_height" bigint NOT NULL,
	"reorgs" integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE "events" (
	"block_height" bigint NOT NULL,
	"log_index" integer NOT NULL,
	"transaction_hash" text NOT NULL,
	"type" text NOT NULL,
	"node_id" bigint,
	"addresses" text[] NOT NULL,
	"payload" jsonb NOT NULL,
	CONSTRAINT "events_block_height_log_index_pk" PRIMARY KEY("block_height","log_index")
);
--> statement-breakpoint
CREATE TABLE "node_states" (
	"node_id" bigint NOT NULL,
	"position" integer NOT NULL,
	"state" text NOT NULL,
	"from_height" bigint NOT NULL,
	"from_ms" bigint NOT NULL,
	"to_height" bigint,
	"to_ms" bigint,
	"reasons" integer NOT NULL,
	CONSTRAINT "node_states_node_id_position_pk" PRIMARY KEY("node_id","position")
);
--> statement-breakpoint
CREATE TABLE "nodes" (
	"node_id" bigint PRIMARY KEY NOT NULL,
	"ed25519" text NOT NULL,
	"x25519" text NOT NULL,
	"bls_hex" text NOT NULL,
	"operator" text NOT NULL,
	"fee_bps" integer NOT NULL,
	"required_atomic" numeric(78, 0) NOT NULL,
	"invalid_identity" boolean NOT NULL,
	"state" text NOT NULL,
	"state_height" bigint NOT NULL,
	"state_ms" bigint NOT NULL,
	"registration_height" bigint NOT NULL,
	"registration_ms" bigint NOT NULL,
	"unlock_at_seconds" bigint,
	"unlock_requested_by" text,
	"swarm_id" text,
	"contributors" integer NOT NULL,
	"settled" numeric(78, 0) NOT NULL,
	"debt" numeric(78, 0) NOT NULL,
	"credit_base_seconds" bigint NOT NULL,
	"credit_since_seconds" bigint NOT NULL,
	"penalty_atomic" numeric(78, 0) NOT NULL,
	"operator_lock_seconds" bigint NOT NULL,
	"contributor_lock_seconds" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "pool" (
	"id" integer PRIMARY KEY NOT NULL,
	"as_of_height" bigint NOT NULL,
	"unreleased_atomic" numeric(78, 0) NOT NULL,
	"owed_atomic" numeric(78, 0) NOT NULL,
	"paid_atomic" numeric(78, 0) NOT NULL,
	"pending_atomic" numeric(78, 0) NOT NULL,
	"rate_per_second_atomic" numeric(78, 0) NOT NULL,
	"requirement_atomic" numeric(78, 0) NOT NULL,
	"total_staked_atomic" numeric(78, 0) NOT NULL,
	"supply_atomic" numeric(78, 0) NOT NULL
);
--> statement-breakpoint
CREATE TABLE "proofs" (
	"ed25519" text PRIMARY KEY NOT NULL,
	"bytes" "bytea" NOT NULL,
	"signature" "bytea" NOT NULL,
	"received_ms" bigint NOT NULL,
	"timestamp_seconds" bigint NOT NULL,
	"public_ip" text NOT NULL,
	"storage_port" integer NOT NULL,
	"peer_port" integer NOT NULL,
	"http_port" integer,
	"storage_server_version" text NOT NULL,
	"chain_height" bigint NOT NULL,
	"table_height" bigint NOT NULL,
	"table_digest" text NOT NULL,
	"addresses" jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "slots" (
	"node_id" bigint NOT NULL,
	"position" integer NOT NULL,
	"staker" text NOT NULL,
	"beneficiary" text NOT NULL,
	"amount_atomic" numeric(78, 0) NOT NULL,
	"claimed_atomic" numeric(78, 0) NOT NULL,
	"withdrawn_atomic" numeric(78, 0),
	CONSTRAINT "slots_node_id_position_pk" PRIMARY KEY("node_id","position")
);
--> statement-breakpoint
CREATE TABLE "swarms" (
	"swarm_id" text NOT NULL,
	"from_height" bigint NOT NULL,
	"from_ms" bigint NOT NULL,
	"to_height" bigint,
	"member_ids" bigint[] NOT NULL,
	CONSTRAINT "swarms_swarm_id_from_height_pk" PRIMARY KEY("swarm_id","from_height")
);
--> statement-breakpoint
CREATE TABLE "withdrawals" (
	"block_height" bigint NOT NULL,
	"log_index" integer NOT NULL,
	"transaction_hash" text NOT NULL,
	"node_id" bigint NOT NULL,
	"staker" text NOT NULL,
	"amount_atomic" numeric(78, 0) NOT NULL,
	CONSTRAINT "withdrawals_block_height_log_index_pk" PRIMARY KEY("block_height","log_index")
);
--> statement-breakpoint
CREATE INDEX "blocks_with_events" ON "blocks" USING btree ("height") WHERE "blocks"."event_count" > 0;--> statement-breakpoint
CREATE INDEX "claims_by_staker" ON "claims" USING btree ("staker","block_height");--> statement-breakpoint
CREATE INDEX "events_by_node" ON "events" USING btree ("node_id","block_height","log_index");--> statement-breakpoint
CREATE INDEX "events_by_type" ON "events" USING btree ("type","block_height","log_index");--> statement-breakpoint
CREATE INDEX "events_by_address" ON "events" USING gin ("addresses");--> statement-breakpoint
CREATE INDEX "nodes_by_key" ON "nodes" USING btree ("ed25519");--> statement-breakpoint
CREATE INDEX "nodes_by_operator" ON "nodes" USING btree ("operator");--> statement-breakpoint
CREATE INDEX "nodes_by_state" ON "nodes" USING btree ("state");--> statement-breakpoint
CREATE INDEX "nodes_by_swarm" ON "nodes" USING btree ("swarm_id");--> statement-breakpoint
CREATE INDEX "slots_by_staker" ON "slots" USING btree ("staker");--> statement-breakpoint
CREATE INDEX "slots_by_beneficiary" ON "slots" USING btree ("beneficiary");--> statement-breakpoint
CREATE INDEX "swarms_present" ON "swarms" USING btree ("swarm_id") WHERE "swarms"."to_height" is null;--> statement-breakpoint
CREATE INDEX "withdrawals_by_staker" ON "withdrawals" USING btree ("staker","block_height");