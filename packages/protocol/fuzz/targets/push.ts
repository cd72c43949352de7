import { hexEncode } from "../../src/bytes/index.ts";
import type { Codec } from "../../src/codec/index.ts";
import {
  type OneOrMany,
  openPushNotification,
  type PushRequest,
  pushAnswer,
  pushBody,
  pushSubscribeRequest,
  pushUnsubscribeRequest,
  sealPushNotification,
  verifyPushRequest,
} from "../../src/push/index.ts";
import { alice, seededRandom } from "../../src/testing/index.ts";
import { clearCrypto } from "../clear-crypto.ts";
import { readAndWrite } from "../laws.ts";
import { jsons, textOf, texts } from "../seeds.ts";
import type { FuzzTarget } from "../target.ts";

const NOW_MS = 1_718_000_000_000;
const encryptionKey = new Uint8Array(32).fill(1);
const signature = Buffer.alloc(64, 3).toString("base64");
const COMMON = { sig_ts: NOW_MS / 1000, signature, service: "apns", service_info: { token: "t" } };
const ACCOUNT = { pubkey: alice.accountId, session_ed25519: hexEncode(alice.ed25519PublicKey), ...COMMON };
const MEMBER = {
  pubkey: `03${"ab".repeat(32)}`,
  subaccount: Buffer.from(`03030000${"cd".repeat(32)}`, "hex").toString("base64"),
  subaccount_sig: signature,
  ...COMMON,
};
const MONITOR = { namespaces: [-11, 0, 11], data: true, enc_key: "ef".repeat(32) };

function accepts<T extends PushRequest>(body: Codec<OneOrMany<T>>, input: Uint8Array): boolean {
  const requests = [readAndWrite(body, input)].flat();
  return requests.every((request) => verifyPushRequest({ request, nowMs: NOW_MS, crypto: clearCrypto }).ok);
}

export const PUSH_TARGETS: readonly FuzzTarget[] = [
  {
    name: "push/subscribe, signatures accepted",
    weight: 0.5,
    seeds: () =>
      jsons({ ...ACCOUNT, ...MONITOR }, [
        { ...MEMBER, ...MONITOR },
        { ...ACCOUNT, ...MONITOR },
      ]),
    run: (input) => accepts(pushBody(pushSubscribeRequest), input),
  },
  {
    name: "push/unsubscribe, signatures accepted",
    weight: 0.5,
    seeds: () => jsons(ACCOUNT, [MEMBER, ACCOUNT]),
    run: (input) => accepts(pushBody(pushUnsubscribeRequest), input),
  },
  {
    name: "push/answer",
    weight: 1,
    seeds: () =>
      jsons({ success: true, added: true, message: "x" }, [
        { error: 1, message: "x" },
        { success: true, removed: false },
      ]),
    run: (input) => readAndWrite(pushBody(pushAnswer), input),
  },
  {
    name: "push/notification",
    weight: 0.5,
    seeds: () => {
      // Of two blocks, so that the base64 needs no padding, which could be cut off.
      const notification = { meta: { n: 0 }, message: new Uint8Array(300).fill(5) };
      return texts(sealPushNotification({ notification, encryptionKey, random: seededRandom("push") }));
    },
    run: (input) => openPushNotification({ payload: textOf(input), encryptionKey }),
  },
  {
    name: "push/notification, ciphertext accepted",
    weight: 1,
    seeds: () => texts('l7:{"n":0}3:abce', "l2:{}e"),
    run: (input) =>
      openPushNotification({
        payload: Buffer.concat([new Uint8Array(24), input, new Uint8Array(16)]).toString("base64"),
        encryptionKey,
        crypto: clearCrypto,
      }),
  },
];
