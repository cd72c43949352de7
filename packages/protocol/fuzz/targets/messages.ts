import { equalBytes, hexDecode } from "../../src/bytes/index.ts";
import { nobleCrypto } from "../../src/crypto/index.ts";
import { deriveAccount } from "../../src/identity/index.ts";
import {
  contentKind,
  decodeContent,
  encodeContent,
  envelope,
  openDirectMessage,
  openForAccount,
  padContent,
  sealDirectMessage,
  sealForAccount,
  unpadContent,
  unwrapDirectMessage,
  webSocketMessage,
  wrapDirectMessage,
} from "../../src/messages/index.ts";
import { alice, bob, loadVector, seededRandom } from "../../src/testing/index.ts";
import { clearCrypto } from "../clear-crypto.ts";
import { vectorHex } from "../seeds.ts";
import { type FuzzTarget, LawBroken } from "../target.ts";
import { CONTENT_SEEDS } from "./content-seeds.ts";

const TIMESTAMP_MS = 1_760_000_000_000;

const { keys } = loadVector<{ readonly keys: { readonly B: { readonly ed25519_seed32: string } } }>(
  "session-protocol",
);
/** The recipient of most ciphertexts of the vectors. */
const vectorAccount = deriveAccount(hexDecode(keys.B.ed25519_seed32));

const contents = (): Uint8Array[] => CONTENT_SEEDS.map((content) => encodeContent(content));

const directMessages = (crypto = nobleCrypto): Uint8Array[] =>
  CONTENT_SEEDS.slice(0, 3).map((content) =>
    sealDirectMessage({
      content: { ...content, sigTimestamp: TIMESTAMP_MS },
      sender: bob,
      recipient: alice.accountId,
      timestampMs: TIMESTAMP_MS,
      random: seededRandom("fuzz"),
      crypto,
    }),
  );

export const MESSAGE_TARGETS: readonly FuzzTarget[] = [
  {
    name: "messages/content",
    weight: 1,
    prefixes: "protobuf",
    seeds: contents,
    run: (input) => {
      const content = decodeContent(input);
      contentKind(content);
      const written = encodeContent(content);
      if (!equalBytes(encodeContent(decodeContent(written)), written))
        throw new LawBroken("a content that was written and read again is another one");
    },
  },
  {
    name: "messages/envelope",
    weight: 1,
    prefixes: "protobuf",
    seeds: () =>
      directMessages(clearCrypto).flatMap((data) => webSocketMessage.decode(data).request?.body ?? []),
    run: (input) => envelope.encode(envelope.decode(input)),
  },
  {
    name: "messages/web-socket-message",
    weight: 1,
    prefixes: "protobuf",
    seeds: () => directMessages(clearCrypto),
    run: (input) => webSocketMessage.encode(webSocketMessage.decode(input)),
  },
  {
    name: "messages/unwrap",
    weight: 1,
    seeds: () => directMessages(clearCrypto),
    run: (input) => unwrapDirectMessage(input),
  },
  {
    name: "messages/padding",
    weight: 1,
    prefixes: "any bytes are a padded content",
    seeds: () => vectorHex("padding", "padded_hex", "legacy_padded_hex", "padded"),
    run: (input) => {
      const content = unpadContent(input);
      if (!equalBytes(unpadContent(padContent(content)), content))
        throw new LawBroken("padded again, the content is another one");
    },
  },
  {
    name: "messages/open",
    weight: 0.05,
    seeds: directMessages,
    run: (input) => openDirectMessage({ data: input, account: alice }),
  },
  {
    name: "messages/open, ciphertext accepted",
    weight: 0.1,
    seeds: () => directMessages(clearCrypto),
    run: (input) => openDirectMessage({ data: input, account: alice, crypto: clearCrypto }),
  },
  {
    name: "messages/open, plaintext by a hostile sender",
    weight: 0.02,
    prefixes: "protobuf",
    seeds: () => contents().map(padContent),
    run: (input) => {
      const sealed = sealForAccount({
        plaintext: input,
        sender: bob,
        recipient: alice.accountId,
        ephemeralSecret: new Uint8Array(32).fill(9),
      });
      const data = wrapDirectMessage({ sealed, timestampMs: TIMESTAMP_MS, proSig: new Uint8Array(64) });
      openDirectMessage({ data, account: alice });
    },
  },
  {
    name: "messages/account-box",
    weight: 0.05,
    seeds: () => vectorHex("session-protocol", "ciphertext"),
    run: (input) => openForAccount({ sealed: input, account: vectorAccount }),
  },
];
