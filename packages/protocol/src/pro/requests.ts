import { concatBytes, hexEncode, utf8Encode } from "../bytes/index.ts";
import { jsonEncode } from "../codec/index.ts";
import { type CryptoProvider, nobleCrypto } from "../crypto/index.ts";
import type { V4Request } from "../onion/index.ts";
import { u32Le, u64Le, wholeNumber } from "./fields.ts";
import type { ProKey } from "./master-key.ts";

const REQUEST_VERSION = 0;
const PROVIDERS = { googlePlay: 1, appStore: 2 } as const;

/** A purchase, as the shop names it. */
export type ProPayment =
  | { readonly provider: "googlePlay"; readonly paymentToken: string; readonly orderId: string }
  | { readonly provider: "appStore"; readonly transactionId: string };

/**
 * Asks the Pro backend for a proof for a rotating key.
 *
 * @throws RangeError for a time that is no whole number from 0
 * Spec: docs/spec/accounts-and-messages.md section 16. Vectors: vectors/pro.json (requests).
 */
export function generateProProofRequest(options: {
  readonly masterKey: ProKey;
  readonly rotatingKey: ProKey;
  readonly timestampMs: number;
  readonly crypto?: CryptoProvider;
}): V4Request {
  const { masterKey, rotatingKey, timestampMs, crypto = nobleCrypto } = options;
  const hash = generateProProofHash({
    masterPublicKey: masterKey.ed25519PublicKey,
    rotatingPublicKey: rotatingKey.ed25519PublicKey,
    timestampMs,
    crypto,
  });
  return post("/generate_pro_proof", {
    version: REQUEST_VERSION,
    master_pkey: hexEncode(masterKey.ed25519PublicKey),
    rotating_pkey: hexEncode(rotatingKey.ed25519PublicKey),
    unix_ts_ms: timestampMs,
    master_sig: sign(hash, masterKey, crypto),
    rotating_sig: sign(hash, rotatingKey, crypto),
  });
}

/**
 * The 32 bytes that both keys sign in {@link generateProProofRequest}.
 *
 * @throws RangeError for a time that is no whole number from 0
 * Spec: docs/spec/accounts-and-messages.md section 16. Vectors: vectors/pro.json (requests).
 */
export function generateProProofHash(options: {
  readonly masterPublicKey: Uint8Array;
  readonly rotatingPublicKey: Uint8Array;
  readonly timestampMs: number;
  readonly crypto?: CryptoProvider;
}): Uint8Array {
  const { masterPublicKey, rotatingPublicKey, timestampMs, crypto = nobleCrypto } = options;
  return requestHash(
    "ProGenerateProof",
    crypto,
    masterPublicKey,
    rotatingPublicKey,
    u64Le(timestampMs, "timestampMs"),
  );
}

/**
 * Registers a purchase and asks for a proof at once. The backend takes no time in this request: the purchase itself
 * can be registered only once.
 *
 * Spec: docs/spec/accounts-and-messages.md section 16.
 */
export function addProPaymentRequest(options: {
  readonly masterKey: ProKey;
  readonly rotatingKey: ProKey;
  readonly payment: ProPayment;
  readonly crypto?: CryptoProvider;
}): V4Request {
  const { masterKey, rotatingKey, payment, crypto = nobleCrypto } = options;
  const hash = requestHash(
    "ProAddPayment___",
    crypto,
    masterKey.ed25519PublicKey,
    rotatingKey.ed25519PublicKey,
    paymentBytes(payment),
  );
  return post("/add_pro_payment", {
    version: REQUEST_VERSION,
    master_pkey: hexEncode(masterKey.ed25519PublicKey),
    rotating_pkey: hexEncode(rotatingKey.ed25519PublicKey),
    payment_tx: paymentFields(payment),
    master_sig: sign(hash, masterKey, crypto),
    rotating_sig: sign(hash, rotatingKey, crypto),
  });
}

/**
 * Asks for the state of the account's subscription and its newest payments.
 *
 * @param options.count most payments wanted
 * @throws RangeError for a time or a count that is no whole number from 0
 * Spec: docs/spec/accounts-and-messages.md section 16.
 */
export function proDetailsRequest(options: {
  readonly masterKey: ProKey;
  readonly timestampMs: number;
  readonly count: number;
  readonly crypto?: CryptoProvider;
}): V4Request {
  const { masterKey, timestampMs, count, crypto = nobleCrypto } = options;
  const master = masterKey.ed25519PublicKey;
  const hash = requestHash(
    "ProGetProDetReq_",
    crypto,
    master,
    u64Le(timestampMs, "timestampMs"),
    u32Le(count, "count"),
  );
  return post("/get_pro_details", {
    version: REQUEST_VERSION,
    master_pkey: hexEncode(master),
    unix_ts_ms: timestampMs,
    count,
    master_sig: sign(hash, masterKey, crypto),
  });
}

/**
 * Tells the backend that a refund was asked for.
 *
 * @param options.refundRequestedMs 0 takes it back
 * @throws RangeError for a time that is no whole number from 0
 * Spec: docs/spec/accounts-and-messages.md section 16.
 */
export function proRefundRequest(options: {
  readonly masterKey: ProKey;
  readonly timestampMs: number;
  readonly refundRequestedMs: number;
  readonly payment: ProPayment;
  readonly crypto?: CryptoProvider;
}): V4Request {
  const { masterKey, timestampMs, refundRequestedMs, payment, crypto = nobleCrypto } = options;
  const master = masterKey.ed25519PublicKey;
  const times = concatBytes(u64Le(timestampMs, "timestampMs"), u64Le(refundRequestedMs, "refundRequestedMs"));
  const hash = requestHash("ProSetRefundReq_", crypto, master, times, paymentBytes(payment));
  return post("/set_payment_refund_requested", {
    version: REQUEST_VERSION,
    master_pkey: hexEncode(master),
    unix_ts_ms: timestampMs,
    refund_requested_unix_ts_ms: refundRequestedMs,
    payment_tx: paymentFields(payment),
    master_sig: sign(hash, masterKey, crypto),
  });
}

/**
 * Asks for the revoked proofs.
 *
 * @param ticket that of the list at hand, 0 without one
 * @throws RangeError unless a whole number from 0
 * Spec: docs/spec/accounts-and-messages.md section 16.
 */
export function proRevocationsRequest(ticket: number): V4Request {
  return post("/get_pro_revocations", { version: REQUEST_VERSION, ticket: wholeNumber(ticket, "ticket") });
}

function requestHash(
  personalization: string,
  crypto: CryptoProvider,
  ...fields: readonly Uint8Array[]
): Uint8Array {
  return crypto.blake2b(concatBytes(Uint8Array.of(REQUEST_VERSION), ...fields), {
    length: 32,
    personalization: utf8Encode(personalization),
  });
}

function sign(hash: Uint8Array, key: ProKey, crypto: CryptoProvider): string {
  return hexEncode(crypto.ed25519Sign(hash, key.ed25519Seed));
}

function paymentBytes(payment: ProPayment): Uint8Array {
  const ids =
    payment.provider === "googlePlay" ? payment.paymentToken + payment.orderId : payment.transactionId;
  return concatBytes(Uint8Array.of(PROVIDERS[payment.provider]), utf8Encode(ids));
}

function paymentFields(payment: ProPayment): Readonly<Record<string, string | number>> {
  const provider = PROVIDERS[payment.provider];
  return payment.provider === "googlePlay"
    ? { provider, google_payment_token: payment.paymentToken, google_order_id: payment.orderId }
    : { provider, apple_tx_id: payment.transactionId };
}

function post(endpoint: string, fields: object): V4Request {
  return {
    endpoint,
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: jsonEncode(fields),
  };
}
