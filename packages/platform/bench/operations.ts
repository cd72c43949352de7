import { hexDecode, hexEncode } from "@session/protocol/bytes";
import {
  CONFIG_KINDS,
  type ConfigState,
  configData,
  confirmPushed,
  editConfig,
  emptyConfig,
  listContacts,
  mergeConfig,
  pushConfig,
  setContact,
  userConfigContext,
} from "@session/protocol/config";
import { type CryptoProvider, nobleCrypto } from "@session/protocol/crypto";
import { ed25519PublicKey, groupIdFromKey, parseAccountId } from "@session/protocol/identity";
import {
  decodeContent,
  encodeContent,
  envelope,
  openDirectMessage,
  sealDirectMessage,
} from "@session/protocol/messages";
import {
  applyBlock,
  type EvmAddress,
  emptyNetworkState,
  type NetworkBlock,
  type NetworkEvent,
  type NetworkState,
} from "@session/protocol/network";
import { buildOnionRequest, openOnionLayer, openRelayedLayer, relayRequest } from "@session/protocol/onion";
import { registrationMessage } from "@session/protocol/registration";
import {
  namespace,
  PERMISSIONS,
  type StoreRequest,
  signedPayload,
  signRequest,
  verifyRequestAuth,
} from "@session/protocol/rpc";
import { swarmOf } from "@session/protocol/swarm";
import { alice, bob, seededRandom, testNode } from "@session/protocol/testing";
import { fastestCrypto, zstdCompress } from "../src/native/index.ts";

/** Something worth measuring: `prepare` makes its input, what it returns does the work once. */
export interface Operation {
  readonly name: string;
  /** Takes seconds. */
  readonly isLong?: boolean;
  /** The provider makes no difference. */
  readonly withoutCrypto?: boolean;
  prepare(crypto: CryptoProvider): () => unknown;
}

const NOW_MS = 1_760_000_000_000;
const random = () => seededRandom("bench");
const message = random().secure(1024);
const CONTACTS = 500;
const ENVELOPES = 1000;
const NODES = 2000;
const ACCOUNTS = 1_000_000;
const OPERATOR: EvmAddress = `0x${"0b".repeat(20)}`;
const DOMAIN: { readonly chainId: number; readonly registry: EvmAddress } = {
  chainId: 31_337,
  registry: `0x${"5e".repeat(20)}`,
};

const path = [testNode(1), testNode(2), testNode(3)];
const destination = testNode(4);
const sealOnion = (crypto: CryptoProvider) =>
  buildOnionRequest({
    path,
    destination: { kind: "node", ...destination },
    body: "x".repeat(2048),
    random: random(),
    crypto,
  });

function openOnion(guardBody: Uint8Array, crypto: CryptoProvider): void {
  let body = guardBody;
  for (const [index, node] of [...path, destination].entries()) {
    const opened = (index === 0 ? openOnionLayer : openRelayedLayer)(body, node.keys, { crypto });
    if (opened.kind !== "opened") throw new Error(opened.text);
    if (opened.plan.kind === "final") return;
    if (opened.plan.kind !== "node") throw new Error(`unexpected plan ${opened.plan.kind}`);
    body = relayRequest.encode({ ...opened.plan, hopNumber: opened.hopNumber + 1 });
  }
}

const content = { dataMessage: { body: "Shall we meet at eight? I will bring the tickets.".repeat(4) } };
const sealMessage = (crypto: CryptoProvider) =>
  sealDirectMessage({
    content,
    sender: alice,
    recipient: bob.accountId,
    timestampMs: NOW_MS,
    random: random(),
    crypto,
  });

function signedStore(): StoreRequest {
  return signRequest<StoreRequest>(
    {
      method: "store",
      account: parseAccountId(alice.accountId),
      namespace: namespace(2),
      timestampMs: NOW_MS,
      expiryMs: NOW_MS + 60_000,
      data: message,
      signatureTimestampMs: NOW_MS,
    },
    { ed25519Seed: alice.ed25519Seed, pubkeyEd25519: ed25519PublicKey(hexEncode(alice.ed25519PublicKey)) },
  );
}

/** As a group's admin signs it: the account ID holds the Ed25519 key itself. */
function signedGroupStore(): StoreRequest {
  const seed = new Uint8Array(32).fill(3);
  const { auth: _, ...request } = signedStore();
  const account = groupIdFromKey(nobleCrypto.ed25519PublicKey(seed));
  return signRequest<StoreRequest>({ ...request, account }, { ed25519Seed: seed });
}

function verifyStore(request: StoreRequest, crypto: CryptoProvider): void {
  const signedBytes = signedPayload(request);
  if (request.auth === undefined || signedBytes === undefined) throw new Error("the request is not signed");
  const verdict = verifyRequestAuth({
    ...request.auth,
    account: request.account,
    signedBytes,
    neededPermission: PERMISSIONS.write,
    crypto,
  });
  if (!verdict.ok) throw new Error(verdict.reason);
}

/** Two devices that edited the same 500 contacts differently; gives what the first does on hearing of the second. */
function conflict(crypto: CryptoProvider): () => unknown {
  const kind = CONFIG_KINDS.contacts;
  const context = {
    ...userConfigContext({ kind, account: alice, compress: zstdCompress, crypto }),
    nowMs: NOW_MS,
  };
  const pushed = (state: ConfigState, hash: string) => {
    const push = pushConfig(state, context);
    const hashes = push.messages.map((_, index) => `${hash}${index}`);
    return {
      state: confirmPushed(push.state, { seqno: push.seqno, hashes }),
      items: push.messages.map((data, index) => ({ hash: `${hash}${index}`, data })),
    };
  };
  const ids = Array.from({ length: CONTACTS }, (_, index) =>
    parseAccountId(`05${hexEncode(nobleCrypto.blake2b(Uint8Array.of(index >> 8, index), { length: 32 }))}`),
  );
  const edit = (state: ConfigState, word: string, only: (index: number) => boolean) =>
    editConfig(state, (draft) => {
      for (const [index, accountId] of ids.entries())
        if (only(index))
          setContact(draft, {
            accountId,
            name: `Contact number ${index}`,
            nickname: word,
            isApproved: true,
            createdAtSeconds: 1_700_000_000 + index,
          });
    });
  const base = pushed(
    edit(emptyConfig(), "", () => true),
    "base",
  );
  const ours = pushed(
    edit(base.state, "ours", (index) => index % 10 === 0),
    "ours",
  );
  const theirs = pushed(
    edit(base.state, "theirs", (index) => index % 10 === 5),
    "theirs",
  );
  const run = () => mergeConfig(ours.state, theirs.items, context);
  const merged = listContacts(configData(run().state));
  const nicknames = new Set(merged.map(({ nickname }) => nickname));
  if (merged.length !== CONTACTS || !nicknames.has("ours") || !nicknames.has("theirs"))
    throw new Error("the merge lost an edit");
  return run;
}

/** Keys and activation of 2,000 nodes, in blocks of ten nodes. */
function registrations(): NetworkBlock[] {
  const blocks: NetworkBlock[] = [];
  const native = fastestCrypto().crypto;
  const blsHex = "17".repeat(96);
  const message = registrationMessage({ ...DOMAIN, operator: OPERATOR, blsKey: hexDecode(blsHex) });
  for (let height = 1; height <= NODES / 10; height++) {
    const events = Array.from({ length: 10 }, (_, index): NetworkEvent[] => {
      const nodeId = height * 10 + index;
      const seed = native.sha256(Uint8Array.of(nodeId >> 8, nodeId));
      const ed25519 = ed25519PublicKey(hexEncode(native.ed25519PublicKey(seed)));
      const common = { nodeId, ed25519, operator: OPERATOR, transactionHash: "0x00", logIndex: index };
      const amountAtomic = 25_000_000_000_000n;
      return [
        {
          ...common,
          type: "KeysRegistered",
          blsHex,
          ed25519SignatureHex: hexEncode(native.ed25519Sign(message, seed)),
        },
        {
          ...common,
          type: "NodeActivated",
          feeBps: 500,
          requiredAtomic: amountAtomic,
          slots: [{ staker: OPERATOR, beneficiary: OPERATOR, amountAtomic }],
        },
      ];
    });
    const hash = hexEncode(native.sha256(Uint8Array.of(height >> 8, height)));
    blocks.push({ kind: "block", height, hash, timeMs: NOW_MS + height, events: events.flat() });
  }
  return blocks;
}

function fold(blocks: readonly NetworkBlock[], crypto?: CryptoProvider): NetworkState {
  return blocks.reduce(
    (state, block) => applyBlock(state, block, { ...DOMAIN, crypto }),
    emptyNetworkState(),
  );
}

function mapAccounts(): () => unknown {
  const state = fold(registrations());
  const ids = Array.from({ length: ACCOUNTS }, (_, index) =>
    parseAccountId(`05${index.toString(16).padStart(8, "0").repeat(8)}`),
  );
  return () => {
    for (const id of ids) if (swarmOf(id, state) === null) throw new Error("no swarm");
  };
}

export const OPERATIONS: readonly Operation[] = [
  {
    name: "Ed25519 verify, 1 KiB",
    prepare: (crypto) => {
      const seed = new Uint8Array(32).fill(5);
      const publicKey = crypto.ed25519PublicKey(seed);
      const signature = crypto.ed25519Sign(message, seed);
      return () => crypto.ed25519Verify(signature, message, publicKey);
    },
  },
  {
    name: "X25519 shared secret",
    prepare: (crypto) => {
      const publicKey = crypto.x25519PublicKey(new Uint8Array(32).fill(6));
      return () => crypto.x25519SharedSecret(new Uint8Array(32).fill(5), publicKey);
    },
  },
  { name: "Seal a 3-hop onion request of 2 KiB", prepare: (crypto) => () => sealOnion(crypto) },
  {
    name: "Open it at all four nodes",
    prepare: (crypto) => {
      const { guardBody } = sealOnion(crypto);
      return () => openOnion(guardBody, crypto);
    },
  },
  { name: "Encrypt a 1:1 message", prepare: (crypto) => () => sealMessage(crypto) },
  {
    name: "Decrypt a 1:1 message",
    prepare: (crypto) => {
      const data = sealMessage(crypto);
      return () => openDirectMessage({ data, account: bob, crypto });
    },
  },
  {
    name: "Verify a store signature, account",
    prepare: (crypto) => {
      const request = signedStore();
      return () => verifyStore(request, crypto);
    },
  },
  {
    name: "Verify a store signature, group",
    prepare: (crypto) => {
      const request = signedGroupStore();
      return () => verifyStore(request, crypto);
    },
  },
  { name: "Merge two configs of 500 contacts", prepare: conflict },
  {
    name: "Decode 1,000 envelopes",
    withoutCrypto: true,
    prepare: () => {
      const envelopes = Array.from({ length: ENVELOPES }, (_, index) =>
        envelope.encode({
          type: "SESSION_MESSAGE",
          sourceDevice: 1,
          timestamp: NOW_MS + index,
          content: random().secure(400),
          proSig: new Uint8Array(64),
        }),
      );
      return () => envelopes.map((bytes) => envelope.decode(bytes));
    },
  },
  {
    name: "Decode 1,000 contents",
    withoutCrypto: true,
    prepare: () => {
      const contents = Array.from({ length: ENVELOPES }, (_, index) =>
        encodeContent({ ...content, sigTimestamp: NOW_MS + index }),
      );
      return () => contents.map((bytes) => decodeContent(bytes));
    },
  },
  {
    name: "Fold 2,000 registrations into swarms",
    isLong: true,
    prepare: (crypto) => {
      const blocks = registrations();
      return () => fold(blocks, crypto);
    },
  },
  { name: "Map 1,000,000 accounts to swarms", withoutCrypto: true, isLong: true, prepare: mapAccounts },
];
