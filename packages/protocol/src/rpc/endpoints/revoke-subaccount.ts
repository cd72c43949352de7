import { concatBytes, hexDecode } from "../../bytes/index.ts";
import type { MailboxId } from "../../identity/index.ts";
import { authFields, type RequestAuth, readAccount, readAuth, readToken } from "../auth.ts";
import { type Endpoint, signedText } from "../endpoint.ts";
import { type FieldReader, required } from "../fields.ts";
import { RPC_LIMITS } from "../limits.ts";
import { ParameterError } from "../parameter-error.ts";
import { base64Value, hexValue } from "../wire-value.ts";

interface TokenRequest {
  readonly account: MailboxId;
  /** Only the account's own key may sign. */
  readonly auth: RequestAuth;
  readonly timestampMs: number;
  /** 36 bytes each. */
  readonly tokens: readonly Uint8Array[];
}

/** Revokes subaccount tokens. Spec: docs/spec/storage-rpc.md section 7.9. */
export interface RevokeSubaccountRequest extends TokenRequest {
  readonly method: "revoke_subaccount";
}

/** Takes revocations back. Spec: docs/spec/storage-rpc.md section 7.9. */
export interface UnrevokeSubaccountRequest extends TokenRequest {
  readonly method: "unrevoke_subaccount";
}

export const revokeSubaccount: Endpoint<RevokeSubaccountRequest> = {
  name: "revoke_subaccount",
  aliases: [],
  recursive: true,
  parse: (fields, options) => {
    const timestampMs = fields.timestamp("timestamp");
    const account = readAccount(fields, options);
    const auth = readAuth(fields, account, false);
    const tokens = readTokens(fields, "revoke");
    return {
      method: "revoke_subaccount",
      account,
      auth,
      tokens,
      timestampMs: required("timestamp", timestampMs),
    };
  },
  params: (request) => ({ ...common(request), revoke: request.tokens.map(base64Value) }),
  signedPayload: (request) => payload("revoke_subaccount", request),
};

export const unrevokeSubaccount: Endpoint<UnrevokeSubaccountRequest> = {
  name: "unrevoke_subaccount",
  aliases: [],
  recursive: true,
  parse: (fields, options) => {
    const timestamp = fields.timestamp("timestamp");
    const account = readAccount(fields, options);
    const auth = readAuth(fields, account, false);
    const timestampMs = required("timestamp", timestamp);
    const tokens = readTokens(fields, "unrevoke");
    return { method: "unrevoke_subaccount", account, auth, tokens, timestampMs };
  },
  params: (request) => ({ ...common(request), unrevoke: request.tokens.map(base64Value) }),
  signedPayload: (request) => payload("unrevoke_subaccount", request),
};

function readTokens(fields: FieldReader, name: "revoke" | "unrevoke"): readonly Uint8Array[] {
  const texts = required(name, fields.texts(name));
  if (texts.length > RPC_LIMITS.revokeTokensMax)
    throw new ParameterError(
      `invalid ${name}: cannot ${name} more than ${RPC_LIMITS.revokeTokensMax} subaccounts at once`,
    );
  return texts.map((text) =>
    readToken(fields, text, `invalid ${name}: expected base64 or hex-encoded subaccount tag`),
  );
}

function common(request: TokenRequest) {
  return {
    ...authFields(request.auth),
    pubkey: hexValue(hexDecode(request.account)),
    timestamp: request.timestampMs,
  };
}

function payload(method: string, request: TokenRequest): Uint8Array {
  return concatBytes(signedText(method, request.timestampMs), ...request.tokens);
}
