import { DecodeError, SessionError } from "@session/protocol/errors";
import type { AccountId, Ed25519PublicKey } from "@session/protocol/identity";
import type { Clock, Random } from "@session/protocol/ports";
import { decodeSwarmInfo, type SimpleRequest } from "@session/protocol/rpc";
import { swarmIdHex } from "@session/protocol/swarm";
import type { NetworkConfig } from "../config.ts";
import { type ClientError, clientError } from "../errors.ts";
import { shuffled } from "../onion/select.ts";
import type { ClientStore } from "../store/port.ts";
import type { Pool } from "./pool.ts";
import { abortable } from "./single-flight.ts";
import type { PoolNode, Swarm } from "./types.ts";

/** Nodes asked for a swarm before giving up. Spec: onion-requests.md 13. */
const NODES_ASKED_MAX = 4;
/** A swarm or node list that stays too small is not asked for again sooner. */
const ASK_AGAIN_MS = 60_000;
const SWARMS_MAX = 5_000;

/** Which nodes hold an account's messages: cached, and corrected by 421 answers. */
export interface Swarms {
  /** Members that are on the node list; at least one. @throws ClientError swarm_unknown, or the last failure of asking */
  of(accountId: AccountId, signal: AbortSignal): Promise<Swarm>;
  /** What is cached, without asking anybody. */
  cached(accountId: AccountId): Swarm | undefined;
  /** A node said which swarm is the right one (421). False when it named no member we know. */
  correct(accountId: AccountId, body: string): Promise<boolean>;
  /** Forgets one member, which said that it is none. */
  dropMember(accountId: AccountId, node: Ed25519PublicKey): Promise<void>;
}

export interface SwarmsParts {
  readonly clock: Clock;
  readonly random: Random;
  readonly store: Pick<ClientStore, "value" | "commit">;
  readonly pool: Pool;
  readonly life: AbortSignal;
  /** Runs one storage request at a node, through a path. Rejects when there is no answer with status 2xx. */
  readonly ask: (node: PoolNode, request: SimpleRequest, signal: AbortSignal) => Promise<string>;
}

/** What a `get_swarm` or 421 body says: only keys are taken from it, addresses come from the node list. */
interface SwarmAnswer {
  readonly id: string;
  readonly members: readonly Ed25519PublicKey[];
}

interface Entry extends SwarmAnswer {
  readonly askedMs: number;
}

export function createSwarms(config: NetworkConfig, parts: SwarmsParts): Swarms {
  const { clock, pool } = parts;
  const random = parts.random.fork("swarms");
  const cache = new Map<AccountId, Entry>();
  const running = new Map<AccountId, Promise<Entry>>();
  let listAskedMs = Number.NEGATIVE_INFINITY;

  function known(entry: SwarmAnswer): Swarm {
    return { id: entry.id, members: entry.members.flatMap((key) => pool.find(key) ?? []) };
  }

  async function keep(accountId: AccountId, answer: SwarmAnswer, askedMs: number): Promise<Entry> {
    const entry = { ...answer, askedMs };
    cache.delete(accountId);
    cache.set(accountId, entry);
    for (const oldest of cache.keys()) {
      if (cache.size <= SWARMS_MAX) break;
      cache.delete(oldest);
    }
    await parts.store.commit([
      { kind: "putValue", key: `swarm/${accountId}`, value: { id: answer.id, members: answer.members } },
    ]);
    return entry;
  }

  async function lookUp(accountId: AccountId): Promise<Entry> {
    const stored = cache.has(accountId)
      ? undefined
      : storedSwarm(await parts.store.value(`swarm/${accountId}`));
    if (stored && known(stored).members.length >= config.minSwarm) {
      const entry = { ...stored, askedMs: Number.NEGATIVE_INFINITY };
      cache.set(accountId, entry);
      return entry;
    }
    const answer = await ask(accountId);
    if (known(answer).members.length < Math.min(config.minSwarm, answer.members.length)) await newerList();
    return keep(accountId, answer, clock.monotonic());
  }

  async function ask(accountId: AccountId): Promise<SwarmAnswer> {
    const request: SimpleRequest = { method: "get_swarm", account: accountId };
    let failure: unknown = clientError("swarm_unknown", "no node was left to ask", { retryable: true });
    for (const node of shuffled(await pool.nodes(parts.life), random).slice(0, NODES_ASKED_MAX)) {
      try {
        const answer = readSwarm(await parts.ask(node, request, parts.life));
        if (answer.members.length > 0) return answer;
        failure = clientError("swarm_unknown", "the network knows no swarms", { retryable: true });
      } catch (error) {
        parts.life.throwIfAborted();
        if (!(error instanceof SessionError)) throw error;
        failure = error instanceof DecodeError ? badAnswer(error) : error;
      }
    }
    throw failure;
  }

  /** The answer names nodes that our list lacks, so the list is old. Its failure leaves us with the old one. */
  async function newerList(): Promise<void> {
    if (clock.monotonic() - listAskedMs < ASK_AGAIN_MS) return;
    listAskedMs = clock.monotonic();
    try {
      await pool.refresh(parts.life);
    } catch (error) {
      if (!(error instanceof SessionError && error.retryable)) throw error;
    }
  }

  return {
    async of(accountId, signal) {
      const entry = cache.get(accountId);
      if (entry) {
        const swarm = known(entry);
        const isFresh = clock.monotonic() - entry.askedMs < ASK_AGAIN_MS;
        if (swarm.members.length >= config.minSwarm || (isFresh && swarm.members.length > 0)) return swarm;
      }
      let asked = running.get(accountId);
      if (!asked) {
        asked = lookUp(accountId).finally(() => running.delete(accountId));
        running.set(accountId, asked);
      }
      const swarm = known(await abortable(asked, signal));
      if (swarm.members.length === 0)
        throw clientError("swarm_unknown", "no member of the account's swarm is on the node list", {
          retryable: true,
        });
      return swarm;
    },
    cached(accountId) {
      const entry = cache.get(accountId);
      return entry && known(entry);
    },
    async correct(accountId, body) {
      let answer: SwarmAnswer;
      try {
        answer = readSwarm(body);
      } catch (error) {
        if (!(error instanceof SessionError)) throw error;
        return false;
      }
      if (known(answer).members.length === 0) return false;
      await keep(accountId, answer, clock.monotonic());
      return true;
    },
    async dropMember(accountId, node) {
      const entry = cache.get(accountId);
      if (!entry) return;
      const members = entry.members.filter((key) => key !== node);
      await keep(accountId, { id: entry.id, members }, Number.NEGATIVE_INFINITY);
    },
  };
}

function badAnswer(cause: DecodeError): ClientError {
  return clientError("answer_invalid", cause.message, { retryable: true, cause });
}

/** @throws DecodeError. Spec: docs/spec/storage-rpc.md section 2.3. */
function readSwarm(body: string): SwarmAnswer {
  const { members, swarmId } = decodeSwarmInfo(body);
  return { id: swarmIdHex(swarmId), members: [...new Set(members.map(({ ed25519 }) => ed25519))] };
}

/** A row another version wrote is ignored: the swarm is then asked for. */
function storedSwarm(value: unknown): SwarmAnswer | undefined {
  if (typeof value !== "object" || value === null || !("id" in value) || !("members" in value))
    return undefined;
  const { id, members } = value;
  if (typeof id !== "string" || !Array.isArray(members) || !members.every((key) => typeof key === "string"))
    return undefined;
  return { id, members: members as Ed25519PublicKey[] }; // each is looked up in the node list before it is used
}
