import { z } from "zod";
import { EVENT_TYPES } from "./outputs/events.ts";

const PAGE_MAX = 200;

const page = {
  cursor: z.string().max(200).optional(),
  limit: z.int().min(1).max(PAGE_MAX).default(50),
};

/** Any case; the tables hold lower case. */
const address = z
  .string()
  .regex(/^0x[0-9a-fA-F]{40}$/, "expected 0x and 40 hex digits")
  .transform((text) => text.toLowerCase());
const key = z
  .string()
  .regex(/^[0-9a-fA-F]{64}$/, "expected 64 hex digits")
  .transform((text) => text.toLowerCase());
const id = z.int().min(1).max(0xffff_ffff);

export const nodesListInput = z.object({
  ...page,
  states: z
    .array(z.enum(["active", "decommissioned", "exited", "deregistered", "unlocking"]))
    .max(5)
    .default(["active", "decommissioned"]),
  search: z.string().max(200).optional(),
  sort: z.enum(["id", "proofAge", "stake", "registered", "operator", "swarm", "unlock"]).default("id"),
  direction: z.enum(["asc", "desc"]).default("asc"),
});

export const nodesGetInput = z.union([
  z.object({ nodeId: id }).strict(),
  z.object({ ed25519: key }).strict(),
]);

export const blocksListInput = z.object({ ...page, eventsOnly: z.boolean().default(true) });

export const blocksGetInput = z.union([
  z.object({ height: z.int().min(0).max(Number.MAX_SAFE_INTEGER) }).strict(),
  z.object({ hash: key }).strict(),
]);

export const eventsFeedInput = z.object({
  ...page,
  types: z.array(z.enum(EVENT_TYPES)).max(EVENT_TYPES.length).optional(),
  nodeId: id.optional(),
  address: address.optional(),
});

export const swarmsGetInput = z.object({
  swarmId: z
    .string()
    .regex(/^[0-9a-fA-F]{1,16}$/, "expected up to 16 hex digits")
    .transform((text) => text.toLowerCase().padStart(16, "0")),
});

export const walletInput = z.object({ address });
