import type { WireObject } from "../wire-value.ts";

/** Our chain has no name service: every name is unknown, which clients read from the missing `encrypted_value`. */
export const ONS_UNKNOWN: WireObject = {};

/** Answer of `ons_resolve`. Spec: docs/spec/storage-rpc.md section 7.12. */
export function onsResolve(): WireObject {
  return ONS_UNKNOWN;
}
