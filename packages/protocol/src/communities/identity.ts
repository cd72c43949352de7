import type { BlindedKeys } from "../blinding/index.ts";
import type { Account } from "../identity/index.ts";

/** How an account shows itself to one server: blinded wherever the server has the `blind` capability. */
export type CommunityIdentity =
  | { readonly kind: "blinded"; readonly keys: BlindedKeys }
  | { readonly kind: "unblinded"; readonly account: Account };
