import { type Account, deriveAccount } from "../identity/index.ts";

/** Three accounts that are the same in every test. Their seeds are public: for tests only. */
export const alice: Account = deriveAccount(new Uint8Array(16).fill(0xa1));
export const bob: Account = deriveAccount(new Uint8Array(16).fill(0xb2));
export const carol: Account = deriveAccount(new Uint8Array(16).fill(0xc3));
