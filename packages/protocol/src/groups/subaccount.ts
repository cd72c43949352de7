import { concatBytes, utf8Encode } from "../bytes/index.ts";
import {
  type CryptoProvider,
  multiplyBase,
  multiplyPoint,
  multiplyScalars,
  nobleCrypto,
  positiveScalar,
  reduceScalar,
  type SecretBytes,
  secretBytes,
  signWithScalar,
  x25519ToEd25519,
} from "../crypto/index.ts";
import { DecodeError } from "../errors.ts";
import { type Account, type AccountId, accountIdBytes, type GroupId, groupIdKey } from "../identity/index.ts";
import {
  PERMISSIONS,
  type RequestAuth,
  SUBACCOUNT_TOKEN_BYTES,
  subaccountPermissions,
  subaccountToken,
} from "../rpc/auth.ts";
import { type Signable, signRequestWith, type Unsigned } from "../rpc/sign.ts";
import { type Group, seedHash } from "./group.ts";

/** What an invited member receives: flags (4), scalar (32), the group's signature over the token (64). */
export const AUTH_DATA_BYTES = 100;
/** What ordinary members may do: read and write. */
export const MEMBER_PERMISSIONS: number = PERMISSIONS.read | PERMISSIONS.write;

const ALL_PERMISSIONS = 15;
const GROUP_PREFIX = 0x03;
const FLAGS_BYTES = 4;
const SCALAR_END = FLAGS_BYTES + 32;

/** Whose access, and how much. */
export interface Grant {
  readonly group: Group;
  readonly member: AccountId;
  /** Sum of PERMISSIONS bits, 0 to 15; default read and write. */
  readonly permissions?: number;
  readonly crypto?: CryptoProvider;
}

/**
 * The 36-byte token of a member: what `revoke_subaccount` and `unrevoke_subaccount` name. Always the same for the same
 * permissions, so any admin can compute it later.
 *
 * @throws DecodeError invalid_encoding when the member's key is no usable point
 * @throws RangeError for permissions that are none
 * Spec: docs/spec/groups.md section 3. Vectors: vectors/groups-subaccounts.json.
 */
export function memberToken(grant: Grant): Uint8Array {
  return grantedAccess(grant).token;
}

/**
 * The 100 bytes that let a member sign requests to the group's swarm, sent in the invite.
 *
 * @throws DecodeError invalid_encoding when the member's key is no usable point
 * @throws RangeError for permissions that are none
 * Spec: docs/spec/groups.md section 3. Vectors: vectors/groups-subaccounts.json.
 */
export function makeAuthData(grant: Grant): SecretBytes {
  const { token, scalar } = grantedAccess(grant);
  const signature = (grant.crypto ?? nobleCrypto).ed25519Sign(token, grant.group.ed25519Seed);
  return secretBytes(concatBytes(token.subarray(0, FLAGS_BYTES), scalar, signature));
}

function grantedAccess(grant: Grant): { readonly token: Uint8Array; readonly scalar: Uint8Array } {
  const { group, member, permissions = MEMBER_PERMISSIONS, crypto = nobleCrypto } = grant;
  if (!Number.isInteger(permissions) || permissions < 0 || permissions > ALL_PERMISSIONS)
    throw new RangeError(`permissions: expected 0..${ALL_PERMISSIONS}, got ${permissions}`);
  const accountKey = accountIdBytes(member);
  const wide = crypto.blake2b(concatBytes(accountKey, Uint8Array.of(GROUP_PREFIX), group.ed25519PublicKey), {
    length: 64,
    key: seedHash(group, "SessionGroupSubaccountMask", crypto),
  });
  const scalar = reduceScalar(wide);
  const publicKey = multiplyPoint(x25519ToEd25519(accountKey.subarray(1)), scalar);
  return { token: subaccountToken({ prefix: GROUP_PREFIX, permissions, publicKey }), scalar };
}

/** A member's checked access to one group, ready to sign requests. */
export interface Subaccount {
  readonly groupId: GroupId;
  /** 36 bytes. */
  readonly token: Uint8Array;
  /** The group's, over the token. */
  readonly tokenSignature: Uint8Array;
  /** Secret scalar of the token's key. */
  readonly scalar: SecretBytes;
  /** Makes the nonces of signatures. */
  readonly nonceKey: SecretBytes;
}

/**
 * Checks auth data against the group and the own account.
 *
 * @param options.permissions what is needed besides reading: a sum of PERMISSIONS bits, default nothing
 * @throws DecodeError invalid_length, invalid_encoding (another prefix, an unusable scalar), out_of_range (a permission
 *   is missing), signature_invalid (made for another account, by another group, or changed)
 * Spec: docs/spec/groups.md section 3. Vectors: vectors/groups-subaccounts.json.
 */
export function openAuthData(options: {
  readonly authData: Uint8Array;
  readonly groupId: GroupId;
  readonly account: Pick<Account, "ed25519Seed" | "ed25519PublicKey" | "x25519Secret">;
  readonly permissions?: number;
  readonly crypto?: CryptoProvider;
}): Subaccount {
  const { authData, groupId, account, permissions = 0, crypto = nobleCrypto } = options;
  const path = "authData";
  if (authData.length !== AUTH_DATA_BYTES)
    throw new DecodeError("invalid_length", `expected ${AUTH_DATA_BYTES} bytes, got ${authData.length}`, {
      path,
    });
  const flags = subaccountPermissions(authData);
  const needed = permissions | PERMISSIONS.read;
  if (authData[0] !== GROUP_PREFIX && (flags & PERMISSIONS.anyPrefix) === 0)
    throw new DecodeError("invalid_encoding", "expected access to a group", { path });
  if ((flags & needed) !== needed)
    throw new DecodeError("out_of_range", `expected permissions ${needed}, got ${flags}`, { path });
  const scalar = multiplyScalars(authData.subarray(FLAGS_BYTES, SCALAR_END), accountScalar(account));
  if (scalar.every((byte) => byte === 0))
    throw new DecodeError("invalid_encoding", "expected a scalar other than 0", { path });
  const token = concatBytes(authData.subarray(0, FLAGS_BYTES), multiplyBase(scalar));
  const tokenSignature = authData.slice(SCALAR_END);
  if (!crypto.ed25519Verify(tokenSignature, token, groupIdKey(groupId)))
    throw new DecodeError("signature_invalid", "expected the group's signature over this account's token", {
      path,
    });
  const nonceKey = crypto.blake2b(account.ed25519Seed, { length: 32, key: utf8Encode("SubaccountSeed") });
  return { groupId, token, tokenSignature, scalar: secretBytes(scalar), nonceKey: secretBytes(nonceKey) };
}

/** The scalar of the account's Edwards key with sign bit 0, which is the key its account ID converts to. */
function accountScalar(account: Pick<Account, "ed25519PublicKey" | "x25519Secret">): Uint8Array {
  return positiveScalar({ scalar: account.x25519Secret, publicKey: account.ed25519PublicKey });
}

/**
 * Signs the bytes of a request to the group's swarm. The same bytes always get the same signature.
 *
 * Spec: docs/spec/groups.md section 3. Vectors: vectors/groups-subaccounts.json.
 */
export function signAsMember(
  subaccount: Subaccount,
  message: Uint8Array,
  crypto: CryptoProvider = nobleCrypto,
): RequestAuth {
  const { token, tokenSignature, scalar, nonceKey } = subaccount;
  const publicKey = token.subarray(FLAGS_BYTES, SUBACCOUNT_TOKEN_BYTES);
  const wide = crypto.blake2b(concatBytes(nonceKey, publicKey, message), {
    length: 64,
    key: utf8Encode("SubaccountSig"),
  });
  const signature = signWithScalar({ scalar, publicKey, nonceScalar: reduceScalar(wide), message }, crypto);
  return { signature, subaccount: { token, signature: tokenSignature } };
}

/**
 * Adds a member's authentication fields to a request whose account is the group. Admins sign with the group's seed,
 * through `signRequest` of `@session/protocol/rpc`.
 *
 * @throws RangeError for a retrieve without timestamp, which cannot be signed
 * Spec: docs/spec/storage-rpc.md section 3.3. Vectors: vectors/groups-subaccounts.json.
 */
export function signMemberRequest<R extends Signable>(
  request: Unsigned<R>,
  subaccount: Subaccount,
  crypto: CryptoProvider = nobleCrypto,
): R & { readonly auth: RequestAuth } {
  return signRequestWith<R>(request, (payload) => signAsMember(subaccount, payload, crypto));
}
