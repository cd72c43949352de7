import {
  asBtBytes,
  asBtDict,
  asBtList,
  btDecode,
  btEncode,
  btNumber,
  btOptionalNumber,
} from "@session/protocol/bt";
import { latin1Decode, latin1Encode, utf8Encode } from "@session/protocol/bytes";
import { DecodeError } from "@session/protocol/errors";
import type { Ed25519PublicKey } from "@session/protocol/identity";
import { nodeByKey } from "@session/protocol/network";
import type { Clock, Random, Telemetry, Transport, WireResponse } from "@session/protocol/ports";
import { encodePushBatch, isMessageHash, RPC_LIMITS } from "@session/protocol/rpc";
import { sleepUnlessStopped } from "../chain/follower.ts";
import type { MessageStore, StoredMessage } from "../store/message-store.ts";
import { addressOf, type NetworkView, otherMembers, swarmOfMailbox } from "./view.ts";

/**
 * A node that was away asks another member what it holds and fetches what it lacks. Only the returning
 * node asks, and only at its start: asked at any other time, a member that missed a deletion would give
 * the deleted message back to the others.
 */
export const CATCH_UP_LIST = "sn.hashes";
export const CATCH_UP_FETCH = "sn.messages";

const HASHES_PER_PAGE = 20_000;
const HASHES_PER_FETCH = 2_000;
const REQUEST_TIMEOUT_MS = 30_000;
const ATTEMPTS_MAX = 10;
const RETRY_MS = 2_000;

/** The side that is asked. */
export interface CatchUpResponder {
  /** `{"a": cursor}` gives `{"h": [hashes], "n": next cursor}` of what maps to the asker's swarm. */
  list(body: Uint8Array, asker: Ed25519PublicKey): Promise<WireResponse>;
  /** A list of hashes gives a push payload; what does not fit is left out and asked for again. */
  fetch(body: Uint8Array, asker: Ed25519PublicKey): Promise<WireResponse>;
}

export function createCatchUpResponder(ports: {
  readonly view: () => NetworkView;
  readonly store: MessageStore;
  readonly clock: Clock;
}): CatchUpResponder {
  /** Whether a message is the asker's business. */
  function isTheirs(
    asker: Ed25519PublicKey,
  ): (message: Pick<StoredMessage, "account" | "expiryMs">) => boolean {
    const { state } = ports.view();
    const swarmId = nodeByKey(state, asker)?.swarmId ?? null;
    const nowMs = ports.clock.now();
    return ({ account, expiryMs }) =>
      swarmId !== null && expiryMs > nowMs && swarmOfMailbox(state, account) === swarmId;
  }

  return {
    list: (body, asker) =>
      answering(async () => {
        const after = btNumber(asBtDict(btDecode(body, { depthMax: 2 }), "list"), "a", 0);
        const page = await ports.store.hashPage(after, HASHES_PER_PAGE);
        const hashes = page.entries.filter(isTheirs(asker)).map(({ hash }) => latin1Encode(hash));
        const answer = new Map<string, readonly Uint8Array[] | bigint>([["h", hashes]]);
        if (page.next !== undefined) answer.set("n", BigInt(page.next));
        return btEncode(answer);
      }),
    fetch: (body, asker) =>
      answering(async () => {
        const hashes = readHashes(asBtList(btDecode(body, { depthMax: 2 }), "fetch"), HASHES_PER_FETCH);
        const messages = await ports.store.messagesByHash(hashes, RPC_LIMITS.pushBytesMax);
        return encodePushBatch(messages.filter(isTheirs(asker)));
      }),
  };
}

async function answering(answer: () => Promise<Uint8Array>): Promise<WireResponse> {
  try {
    return { status: 200, body: await answer() };
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    return { status: 400, body: utf8Encode(`invalid request: ${error.message}`) };
  }
}

function readHashes(list: readonly unknown[], countMax: number): string[] {
  if (list.length > countMax)
    throw new DecodeError("out_of_range", `expected at most ${countMax} hashes, got ${list.length}`);
  return list.map((item) => {
    const hash = latin1Decode(asBtBytes(item as Uint8Array, "hash")); // asBtBytes checks what it is
    if (!isMessageHash(hash)) throw new DecodeError("invalid_encoding", "expected a message hash");
    return hash;
  });
}

export interface CatchUpPorts {
  readonly view: () => NetworkView;
  readonly store: MessageStore;
  readonly peers: Transport;
  /** Checks and stores a push payload. */
  readonly receivePush: (body: Uint8Array) => Promise<WireResponse>;
  readonly clock: Clock;
  readonly random: Random;
  readonly telemetry: Telemetry;
}

/**
 * Fetches what we missed from one member of our swarm, another one when that fails.
 *
 * @returns how many messages were asked for; undefined when nobody answered or there is nobody to ask
 */
export async function catchUp(ports: CatchUpPorts, signal: AbortSignal): Promise<number | undefined> {
  for (let attempt = 0; attempt < ATTEMPTS_MAX && !signal.aborted; attempt++) {
    const members = otherMembers(ports.view());
    const member = members[members.length > 0 ? ports.random.below(members.length) : 0];
    if (member === undefined) return undefined;
    try {
      const missed = await catchUpFrom(member.ed25519, ports, signal);
      if (missed !== undefined) return missed;
    } catch (error) {
      if (signal.aborted) return undefined;
      const isTheirs =
        error instanceof DecodeError || (error instanceof Error && error.name === "SessionError");
      if (!isTheirs) throw error;
      ports.telemetry.count("catch_up_failed");
    }
    await sleepUnlessStopped(ports.clock, RETRY_MS, signal);
  }
  return undefined;
}

async function catchUpFrom(
  member: Ed25519PublicKey,
  ports: CatchUpPorts,
  signal: AbortSignal,
): Promise<number | undefined> {
  const address = addressOf(ports.view(), member);
  if (address === undefined) return undefined;
  const ask = async (path: string, body: Uint8Array): Promise<Uint8Array | undefined> => {
    const answer = await ports.peers.request(
      address,
      { path, body },
      { timeoutMs: REQUEST_TIMEOUT_MS, signal },
    );
    return answer.status === 200 ? answer.body : undefined;
  };
  let missed = 0;
  let after: number | undefined = 0;
  while (after !== undefined) {
    const listed = await ask(CATCH_UP_LIST, btEncode(new Map([["a", BigInt(after)]])));
    if (listed === undefined) return undefined;
    const page = asBtDict(btDecode(listed, { depthMax: 3 }), "list");
    const lacking = await ports.store.unknownHashes(
      readHashes(asBtList(page.get("h") ?? [], "h"), HASHES_PER_PAGE),
    );
    missed += lacking.length;
    for (let rest = lacking; rest.length > 0; ) {
      const payload = await ask(CATCH_UP_FETCH, btEncode(rest.slice(0, HASHES_PER_FETCH).map(latin1Encode)));
      if (payload === undefined) return undefined;
      await ports.receivePush(payload);
      const still = await ports.store.unknownHashes(rest);
      // What did not come, or did not verify, is not asked for for ever.
      rest = still.length < rest.length ? still : rest.slice(HASHES_PER_FETCH);
    }
    const next = btOptionalNumber(page, "n", 0);
    if (next !== undefined && next <= after)
      throw new DecodeError("out_of_range", `n: expected more than ${after}, got ${next}`);
    after = next;
  }
  return missed;
}
