import type { Compress } from "../compression/index.ts";
import type { CryptoProvider } from "../crypto/index.ts";
import type { Account } from "../identity/index.ts";
import type { ConfigKind } from "./kinds.ts";

/** Everything a config needs from outside to be read and written. Holds secrets: keep it out of logs. */
export interface ConfigContext {
  readonly kind: ConfigKind;
  /** 32 bytes each, newest first: the account's seed for a user config, the group's keys for a group config. */
  readonly encryptionKeys: readonly Uint8Array[];
  /** Owner of a user config, for the legacy wrapper. Kinds with a `wrapperKind` need it. */
  readonly account?: Account;
  /** 32-byte Ed25519 key. When given, a message without a valid signature of it is refused. */
  readonly verifierEd25519?: Uint8Array;
  /** 32-byte Ed25519 seed. Without it, a config that has a verifier is read-only. */
  readonly signerSeed?: Uint8Array;
  /** Without it messages are stored uncompressed, which every reader accepts. */
  readonly compress?: Compress;
  readonly crypto?: CryptoProvider;
}

/** Context of one of the account's own configs. */
export function userConfigContext(options: {
  readonly kind: ConfigKind;
  readonly account: Account;
  readonly compress?: Compress;
  readonly crypto?: CryptoProvider;
}): ConfigContext {
  return { ...options, encryptionKeys: [options.account.ed25519Seed] };
}

/** Members of a group can read its configs and store them again, but neither edit nor merge them. */
export function isReadOnly(context: Pick<ConfigContext, "verifierEd25519" | "signerSeed">): boolean {
  return context.verifierEd25519 !== undefined && context.signerSeed === undefined;
}
