import { btDecode } from "../../src/bt/index.ts";
import { utf8Encode } from "../../src/bytes/index.ts";
import { type JsonObject, jsonDecode, jsonObject } from "../../src/codec/index.ts";
import {
  type ClientRequest,
  clientCall,
  decodeMonitorRequests,
  decodePushBatch,
  ENDPOINTS,
  encodeForwardedRequest,
  encodeMonitorRequests,
  encodePushBatch,
  isRecursive,
  isSimple,
  type MonitorRequest,
  monitorAnswers,
  monitorNotification,
  monitorSignedPayload,
  type Parsed,
  parseClientBody,
  parseClientRequest,
  parseForwardedRequest,
  requestParams,
  type SimpleRequest,
  signedPayload,
  verifyRequestAuth,
  writeBt,
  writeJson,
} from "../../src/rpc/index.ts";
import { clearCrypto } from "../clear-crypto.ts";
import { jsons, textOf, vectorHex, vectorTexts } from "../seeds.ts";
import { type FuzzTarget, LawBroken } from "../target.ts";
import { PARAMS } from "./rpc-seeds.ts";

const INFO = { method: "info", params: {} };
const IFELSE_PARAMS: JsonObject = JSON.parse(
  '{"if":{"hf_at_least":[19,4],"height_before":100,"v_before":[2]},"then":{"method":"info","params":{}},"else":{"method":"info","params":{}}}',
);

const META = [
  { method: "batch", params: { requests: [INFO, { method: "store", params: PARAMS.store[0] }] } },
  { method: "sequence", params: { requests: [INFO, INFO] } },
  {
    method: "ifelse",
    params: IFELSE_PARAMS,
  },
];

/** The accepted ones. */
function subscriptions(message: Uint8Array): MonitorRequest[] {
  return decodeMonitorRequests(message).flatMap((parsed) => (parsed.ok ? [parsed.request] : []));
}

/** What a node does with a request it could read, short of answering it. */
function useRequest(request: ClientRequest): void {
  if (request.method === "ifelse") {
    for (const branch of [request.whenTrue, request.whenFalse]) if (branch) useRequest(branch);
    return;
  }
  if (!isSimple(request)) {
    for (const inner of request.requests) useRequest(inner);
    return;
  }
  const signedBytes = signedPayload(request);
  if ("auth" in request && request.auth && signedBytes)
    verifyRequestAuth({
      ...request.auth,
      account: request.account,
      signedBytes,
      neededPermission: 1,
      crypto: clearCrypto,
    });
  writeJson(clientCall(request));
  if (!isRecursive(request)) return;
  const { method, params } = encodeForwardedRequest(request);
  if (!parseForwardedRequest(method, params).ok) throw new LawBroken(`a forwarded ${method} is refused`);
}

function used(parsed: Parsed<ClientRequest>): boolean {
  if (parsed.ok) useRequest(parsed.request);
  return parsed.ok;
}

/** The requests that JSON parameters stand for, in bencode. */
function asBt(method: SimpleRequest["method"]): Uint8Array[] {
  return PARAMS[method].map((params) => {
    const parsed = parseClientRequest(method, params);
    if (!parsed.ok || !isSimple(parsed.request)) throw new Error(`seed of ${method}: refused`);
    return writeBt(requestParams(parsed.request, "forward"));
  });
}

const METHODS = Object.keys(ENDPOINTS) as SimpleRequest["method"][]; // the keys of that table

const endpointTargets = METHODS.flatMap((method): FuzzTarget[] => {
  const signs = PARAMS[method].some((params) => "pubkey_ed25519" in params);
  // With an Ed25519 key in it, each accepted input costs a point decompression.
  const weight = signs ? 0.25 : 1;
  return [
    {
      name: `rpc/${method}, JSON`,
      weight,
      seeds: () => jsons(...PARAMS[method]),
      run: (input) => used(parseClientRequest(method, jsonObject(jsonDecode(input)))),
    },
    {
      name: `rpc/${method}, bencode`,
      weight,
      seeds: () => asBt(method),
      run: (input) => {
        const dict = btDecode(input, { depthMax: 4 });
        return dict instanceof Map && used(parseClientRequest(method, dict));
      },
    },
  ];
});

const META_BT = [
  { requests: [INFO, { method: "get_swarm", params: { pubkey: `03${"ab".repeat(32)}` } }] },
  IFELSE_PARAMS,
];

export const RPC_TARGETS: readonly FuzzTarget[] = [
  {
    name: "rpc/body",
    weight: 1,
    seeds: () =>
      jsons(
        ...META,
        ...Object.entries(PARAMS).flatMap(([method, all]) => all.map((params) => ({ method, params }))),
      ),
    run: (input) => used(parseClientBody(input)),
  },
  {
    name: "rpc/meta",
    weight: 1,
    seeds: () => jsons(...META),
    run: (input) => used(parseClientBody(input, { allowUnprefixedAccounts: true })),
  },
  {
    name: "rpc/meta, bencode",
    weight: 1,
    seeds: () => META_BT.map((params) => writeBt(params)),
    run: (input) => {
      const dict = btDecode(input);
      if (!(dict instanceof Map)) return false;
      return ["batch", "ifelse"].map((method) => used(parseClientRequest(method, dict))).some(Boolean);
    },
  },
  ...endpointTargets,
  {
    name: "rpc/forwarded",
    weight: 0.5,
    seeds: () => vectorHex("node-wire", "bt_hex"),
    run: (input) =>
      ["store", "delete", "expire", "revoke_subaccount"]
        .map((method) => used(parseForwardedRequest(method, input)))
        .some(Boolean),
  },
  {
    name: "rpc/push",
    weight: 1,
    seeds: () => vectorHex("node-wire", "blob_hex"),
    run: (input) => decodePushBatch(encodePushBatch(decodePushBatch(input))),
  },
  {
    name: "rpc/monitor",
    weight: 0.3,
    seeds: () => {
      const single = vectorHex("signatures", "request_bt_hex");
      return [...single, encodeMonitorRequests(single.flatMap(subscriptions))];
    },
    run: (input) => {
      const requests = subscriptions(input);
      requests.forEach(monitorSignedPayload);
      if (subscriptions(encodeMonitorRequests(requests)).length !== requests.length)
        throw new LawBroken("a subscription that was accepted is refused when written again");
      return requests.length > 0;
    },
  },
  {
    name: "rpc/monitor answers",
    weight: 0.5,
    seeds: () => ["d7:successi1ee", "ld7:errcodei4e5:error7:too oldee"].map(utf8Encode),
    run: (input) => monitorAnswers.decode(monitorAnswers.encode(monitorAnswers.decode(input))),
  },
  {
    name: "rpc/monitor notification",
    weight: 0.5,
    seeds: () => [
      utf8Encode(
        `d1:@33:${"a".repeat(33)}1:h43:${"h".repeat(43)}1:ni-11e1:ti1718000000123e1:zi1718000600000e1:~2:hie`,
      ),
    ],
    run: (input) => monitorNotification.decode(monitorNotification.encode(monitorNotification.decode(input))),
  },
  {
    name: "rpc/method names",
    weight: 0.5,
    seeds: () => ["info", ...vectorTexts("signatures", "endpoint")].map(utf8Encode),
    run: (input) => used(parseClientRequest(textOf(input), {})),
  },
];
