import { bytesToHex, type Hex } from "viem";
import { mnemonicToAccount } from "viem/accounts";

/** Chain id of local development chains; publicly known keys are refused on every other chain. */
export const DEVNET_CHAIN_ID = 31_337;

/** The phrase anvil funds its accounts from; known to everybody. */
const DEVNET_PHRASE = "test test test test test test test test test test test junk";
const DEVNET_ACCOUNTS = 10;

/**
 * Secret key of one of the accounts a local development chain funds at genesis.
 *
 * @param index 0 to 9
 * @throws RangeError when there is no such account
 */
export function devnetKey(index: number): Hex {
  if (!Number.isInteger(index) || index < 0 || index >= DEVNET_ACCOUNTS)
    throw new RangeError(`index: expected 0..${DEVNET_ACCOUNTS - 1}, got ${index}`);
  const key = mnemonicToAccount(DEVNET_PHRASE, { addressIndex: index }).getHdKey().privateKey;
  if (key === null) throw new RangeError("index: the path has no secret key");
  return bytesToHex(key);
}

/** Whether `address` belongs to a publicly known key. */
export function isDevnetAddress(address: string): boolean {
  for (let index = 0; index < DEVNET_ACCOUNTS; index++) {
    const known = mnemonicToAccount(DEVNET_PHRASE, { addressIndex: index }).address;
    if (known.toLowerCase() === address.toLowerCase()) return true;
  }
  return false;
}
