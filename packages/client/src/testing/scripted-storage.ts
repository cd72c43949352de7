import type { CryptoProvider } from "@session/protocol/crypto";
import { accountIdBytes, type Ed25519PublicKey, type MailboxId, snodeHost } from "@session/protocol/identity";
import { messageHash } from "@session/protocol/messages";
import { local } from "@session/protocol/params";
import type { Clock } from "@session/protocol/ports";
import {
  batchAnswer,
  type ClientRequest,
  infoAnswer,
  isSimple,
  type MemberOutcome,
  memberSignedPayload,
  PERMISSIONS,
  type PushedMessage,
  type RetrieveRequest,
  RPC_LIMITS,
  type RpcOutcome,
  retrieveAnswer,
  rpcFailure,
  rpcOk,
  type SimpleRequest,
  type StoreRequest,
  signedPayload,
  swarmAnswer,
  timeFields,
  verifyRequestAuth,
  type WireObject,
} from "@session/protocol/rpc";
import { nearestSwarm, type SwarmId, swarmIdHex, swarmSpace } from "@session/protocol/swarm";
import type { FixtureNode } from "@session/testkit/fixtures";

export interface ScriptedSwarm {
  readonly id: SwarmId;
  readonly members: readonly FixtureNode[];
}

/** What one node does differently from a good one; every field may be changed at any time. */
export interface NodeQuirks {
  /** Its clock is this much ahead. */
  skewMs: number;
  /** Holds waiting retrieves. */
  canWait: boolean;
  /** Signs stored hashes with a key that is not its own. */
  forgesSignatures: boolean;
  /** Takes stores, says so, and keeps nothing. */
  forgets: boolean;
  /** Answers to the next storage requests, whatever they ask, oldest first. */
  readonly answers: RpcOutcome[];
}

/** The storage side of all scripted nodes: mailboxes, swarms, and quirks. */
export interface ScriptedStorage {
  run(node: Ed25519PublicKey, request: ClientRequest, signal: AbortSignal): Promise<RpcOutcome>;
  quirks(node: Ed25519PublicKey): NodeQuirks;
  swarmOf(account: MailboxId): ScriptedSwarm;
  /** Every message a node holds for an account, in its order. */
  held(node: Ed25519PublicKey, account: MailboxId): readonly PushedMessage[];
  /** Puts raw bytes into one node's mailbox, under any hash, as a lying node would list them. */
  plant(
    node: Ed25519PublicKey,
    account: MailboxId,
    message: Omit<PushedMessage, "account" | "namespace">,
  ): void;
  /** Storage requests run so far, by method. */
  readonly counts: ReadonlyMap<string, number>;
  /** Who was asked about whom without an onion around it. */
  readonly directAccounts: { readonly node: Ed25519PublicKey; readonly account: MailboxId }[];
}

export interface ScriptedStorageParts {
  readonly clock: Clock;
  readonly crypto: CryptoProvider;
  readonly swarms: () => readonly ScriptedSwarm[];
  /** A dead member takes no stores. */
  readonly isAlive: (node: Ed25519PublicKey) => boolean;
}

export function scriptedStorage(parts: ScriptedStorageParts): ScriptedStorage {
  const mailboxes = new Map<string, PushedMessage[]>();
  const quirks = new Map<Ed25519PublicKey, NodeQuirks>();
  const counts = new Map<string, number>();
  const waiting = new Set<() => void>();

  function quirksOf(node: Ed25519PublicKey): NodeQuirks {
    const found = quirks.get(node) ?? {
      skewMs: 0,
      canWait: true,
      forgesSignatures: false,
      forgets: false,
      answers: [],
    };
    quirks.set(node, found);
    return found;
  }

  function nowAt(node: Ed25519PublicKey): number {
    return parts.clock.now() + quirksOf(node).skewMs;
  }

  function mailbox(node: Ed25519PublicKey, account: MailboxId): PushedMessage[] {
    const key = `${node}/${account}`;
    const found = mailboxes.get(key) ?? [];
    mailboxes.set(key, found);
    return found;
  }

  function swarmOf(account: MailboxId): ScriptedSwarm {
    const swarms = parts.swarms();
    const id = nearestSwarm(swarmSpace(accountIdBytes(account)), swarms.map((swarm) => swarm.id).sort(byId));
    const swarm = swarms.find((one) => one.id === id);
    if (!swarm) throw new Error("the scripted network has no swarm");
    return swarm;
  }

  function swarmBody(account: MailboxId): WireObject {
    const { id, members } = swarmOf(account);
    return {
      snodes: members.map(({ ed25519, x25519, address }) => ({
        address: snodeHost(ed25519),
        ip: address.ip,
        port: String(address.httpsPort),
        port_https: address.httpsPort,
        port_omq: address.peerPort,
        port_quic: address.peerPort,
        pubkey_ed25519: ed25519,
        pubkey_legacy: ed25519,
        pubkey_x25519: x25519,
      })),
      swarm: swarmIdHex(id),
    };
  }

  function store(node: Ed25519PublicKey, request: StoreRequest): RpcOutcome {
    const { account, namespace, data, timestampMs, expiryMs } = request;
    if (timestampMs > nowAt(node) + RPC_LIMITS.storeToleranceMs || expiryMs < nowAt(node))
      return rpcFailure("store_clock");
    const hash = messageHash({ accountId: account, namespace, data });
    const outcomes = new Map<Ed25519PublicKey, MemberOutcome>();
    for (const member of swarmOf(account).members) {
      if (!parts.isAlive(member.ed25519)) {
        outcomes.set(member.ed25519, { ok: false, failure: { kind: "timeout" } });
        continue;
      }
      const box = mailbox(member.ed25519, account);
      const already = box.some((message) => message.hash === hash);
      if (!already && !quirksOf(member.ed25519).forgets)
        box.push({ account, namespace, hash, timestampMs, expiryMs, data });
      const effect = { method: "store", hash, expiryMs, already } as const;
      const seed = quirksOf(member.ed25519).forgesSignatures ? new Uint8Array(32) : member.ed25519Seed;
      const signature = parts.crypto.ed25519Sign(memberSignedPayload(request, effect), seed);
      outcomes.set(member.ed25519, { ok: true, result: { ...effect, signature } });
    }
    for (const wake of [...waiting]) wake();
    return rpcOk(swarmAnswer({ members: outcomes, self: node, nowMs: nowAt(node), params: local }));
  }

  function listed(node: Ed25519PublicKey, { account, lastHash }: RetrieveRequest): PushedMessage[] {
    const box = mailbox(node, account).filter((message) => message.expiryMs > parts.clock.now());
    return box.slice(box.findIndex((message) => message.hash === lastHash) + 1);
  }

  function retrieve(node: Ed25519PublicKey, request: RetrieveRequest): RpcOutcome {
    const now = nowAt(node);
    if (!request.auth || request.timestampMs === undefined) return rpcFailure("retrieve_signature_required");
    if (Math.abs(request.timestampMs - now) > RPC_LIMITS.signatureToleranceMs)
      return rpcFailure("retrieve_clock");
    const { ok } = verifyRequestAuth({
      ...request.auth,
      account: request.account,
      signedBytes: signedPayload(request) ?? new Uint8Array(),
      neededPermission: PERMISSIONS.read,
      crypto: parts.crypto,
    });
    if (!ok) return rpcFailure("retrieve_signature_invalid");
    return rpcOk({ ...retrieveAnswer(listed(node, request), false), ...timeFields(now, local) });
  }

  function runOne(node: Ed25519PublicKey, request: SimpleRequest): RpcOutcome {
    counts.set(request.method, (counts.get(request.method) ?? 0) + 1);
    const planned = quirksOf(node).answers.shift();
    if (planned) return planned;
    switch (request.method) {
      case "info":
        return rpcOk({ ...infoAnswer(nowAt(node), local), ...timeFields(nowAt(node), local) });
      case "get_swarm":
        return rpcOk({ ...swarmBody(request.account), ...timeFields(nowAt(node), local) });
      case "store":
      case "retrieve":
        if (!swarmOf(request.account).members.some((member) => member.ed25519 === node))
          return {
            ...rpcFailure("wrong_swarm"),
            body: { ...swarmBody(request.account), ...timeFields(nowAt(node), local) },
          };
        return request.method === "store" ? store(node, request) : retrieve(node, request);
      default:
        return rpcFailure("unknown_method", request.method);
    }
  }

  /** Holds a request whose retrieves have nothing new, as storage-rpc.md 9.1 says. */
  async function hold(
    node: Ed25519PublicKey,
    requests: readonly SimpleRequest[],
    signal: AbortSignal,
  ): Promise<void> {
    const retrieves = requests.filter((request) => request.method === "retrieve");
    const waitMs = Math.max(0, ...retrieves.map((request) => request.waitMs ?? 0));
    const isEmpty = () => retrieves.every((request) => listed(node, request).length === 0);
    if (waitMs === 0 || !quirksOf(node).canWait || quirksOf(node).answers.length > 0) return;
    const over = new AbortController();
    const end = AbortSignal.any([signal, over.signal]);
    const timer = parts.clock.sleep(waitMs, end).then(
      () => true,
      () => true,
    );
    let isOver = false;
    while (isEmpty() && !isOver) {
      let wake = () => {};
      const arrival = new Promise<boolean>((resolve) => {
        wake = () => resolve(false);
        waiting.add(wake);
      });
      isOver = await Promise.race([timer, arrival]);
      waiting.delete(wake);
    }
    over.abort();
    await timer;
  }

  return {
    counts,
    directAccounts: [],
    quirks: quirksOf,
    swarmOf,
    held: (node, account) => [...mailbox(node, account)],
    plant(node, account, message) {
      mailbox(node, account).push({ ...message, account, namespace: 0 as PushedMessage["namespace"] }); // 0 is one
      for (const wake of [...waiting]) wake();
    },
    async run(node, request, signal) {
      if (isSimple(request)) return runOne(node, request);
      if (request.method === "ifelse") return rpcFailure("unknown_method", request.method);
      await hold(node, request.requests, signal);
      return rpcOk(batchAnswer(request.requests.map((one) => runOne(node, one))));
    },
  };
}

function byId(a: SwarmId, b: SwarmId): number {
  return a < b ? -1 : 1;
}
