import { concatBytes, hexDecode, utf8Encode } from "../bytes/index.ts";
import { keccak256 } from "../crypto/index.ts";
import { DecodeError } from "../errors.ts";
import type { Ed25519PublicKey } from "../identity/keys.ts";
import type { EvmAddress } from "../network/types.ts";
import { addressBytes, uint256 } from "./ed25519.ts";

const DOMAIN_TYPE = "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)";
const NODE_KEYS_TYPE = "NodeKeys(address operator,bytes32 ed25519,uint256 bls0,uint256 bls1,uint256 bls2)";
const STATE_CHANGE_TYPE =
  "StateChange(uint64 epoch,uint32 nodeId,uint8 action,uint16 reasons,uint64 nonce,uint64 validUntil)";

/** The contract a signature is for. Name and version are fixed: "SessionServiceNodes", "1". */
export interface Eip712Domain {
  readonly chainId: bigint | number;
  readonly registry: EvmAddress;
}

/** What a committee asks the contract to do. Times are Unix seconds. */
export interface StateChange {
  readonly epoch: bigint;
  readonly nodeId: number;
  /** 1 decommission, 2 recommission, 3 deregister, 4 IP change. */
  readonly action: number;
  /** Bits of docs/spec/staking-design.md section 6.4. */
  readonly reasons: number;
  readonly nonce: bigint;
  readonly validUntilSeconds: bigint;
}

/**
 * 32-byte digest that committee members sign under the vote tag.
 *
 * @throws RangeError for a number outside its type; DecodeError for a malformed address
 * Spec: docs/spec/staking-design.md section 8.
 */
export function stateChangeDigest(change: StateChange, domain: Eip712Domain): Uint8Array {
  return typedDataDigest(domain, STATE_CHANGE_TYPE, [
    unsigned(change.epoch, 64n, "epoch"),
    unsigned(BigInt(change.nodeId), 32n, "nodeId"),
    unsigned(BigInt(change.action), 8n, "action"),
    unsigned(BigInt(change.reasons), 16n, "reasons"),
    unsigned(change.nonce, 64n, "nonce"),
    unsigned(change.validUntilSeconds, 64n, "validUntil"),
  ]);
}

/**
 * 32-byte digest that a node's BLS key signs, under the tag of proofs of possession, when it registers.
 *
 * @param input.blsWords the packed BLS key
 * @throws RangeError for a number outside its type; DecodeError for a malformed address or Ed25519 key
 * Spec: docs/spec/staking-design.md section 8.
 */
export function nodeKeysDigest(
  input: {
    readonly operator: EvmAddress;
    readonly ed25519: Ed25519PublicKey;
    readonly blsWords: readonly [bigint, bigint, bigint];
  },
  domain: Eip712Domain,
): Uint8Array {
  const ed25519 = hexDecode(input.ed25519, "ed25519");
  if (ed25519.length !== 32)
    throw new DecodeError("invalid_length", `expected 32 bytes, got ${ed25519.length}`, { path: "ed25519" });
  return typedDataDigest(domain, NODE_KEYS_TYPE, [
    addressWord(input.operator, "operator"),
    ed25519,
    ...input.blsWords.map((word, index) => uint256(word, `bls${index}`)),
  ]);
}

function typedDataDigest(domain: Eip712Domain, type: string, words: readonly Uint8Array[]): Uint8Array {
  const separator = keccak256(
    concatBytes(
      hashText(DOMAIN_TYPE),
      hashText("SessionServiceNodes"),
      hashText("1"),
      uint256(BigInt(domain.chainId), "chain ID"),
      addressWord(domain.registry, "registry"),
    ),
  );
  const struct = keccak256(concatBytes(hashText(type), ...words));
  return keccak256(concatBytes(Uint8Array.of(0x19, 0x01), separator, struct));
}

function hashText(text: string): Uint8Array {
  return keccak256(utf8Encode(text));
}

function addressWord(address: EvmAddress, path: string): Uint8Array {
  return concatBytes(new Uint8Array(12), addressBytes(address, path));
}

function unsigned(value: bigint, bits: bigint, name: string): Uint8Array {
  if (value < 0n || value >> bits !== 0n)
    throw new RangeError(`${name}: expected an unsigned ${bits}-bit integer, got ${value}`);
  return uint256(value, name);
}
