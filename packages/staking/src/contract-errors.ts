import { SessionError } from "@session/protocol/errors";
import type { ContractErrorName } from "viem";
import type { serviceNodesAbi, sessionTokenFaucetAbi } from "./abi/index.ts";
import { stakingError } from "./errors.ts";

/** Names of all errors a call to the registry can end in; the token's come through when stakes are pulled. */
export type RefusalName =
  | ContractErrorName<typeof serviceNodesAbi>
  | ContractErrorName<typeof sessionTokenFaucetAbi>;

interface Refusal {
  readonly code: string;
  /** For people: what happened and what to do. `args` are the error's arguments in order. */
  readonly sentence: (args: readonly unknown[]) => string;
}

const refusal = (code: string, sentence: string | Refusal["sentence"]): Refusal => ({
  code,
  sentence: typeof sentence === "string" ? () => sentence : sentence,
});

/** docs/spec/staking-design.md section 6. The type makes this table complete. */
export const CONTRACT_REFUSALS: Readonly<Record<RefusalName, Refusal>> = {
  UnknownNode: refusal("unknown_node", ([id]) => `There is no node ${id}.`),
  WrongState: refusal(
    "wrong_node_state",
    ([id, state]) => `Node ${id} is ${stateWord(state)}; this is not possible in that state.`,
  ),
  NotOperator: refusal("not_operator", "Only the operator of this node can do this."),
  NotContributor: refusal("not_contributor", "This wallet has no stake in this node."),
  ZeroAddress: refusal("zero_address", "An address is missing: the zero address cannot receive anything."),
  Paused: refusal(
    "registrations_paused",
    "Registrations are paused. Leaving, claiming and withdrawing still work.",
  ),
  Reentrant: refusal("reentrant_call", "The contract was called from inside one of its own calls."),
  ZeroKey: refusal("zero_key", "A node key is all zeros. Create new keys and register again."),
  BadProofOfPossession: refusal(
    "bad_proof_of_possession",
    "The BLS proof does not fit this key and this operator. Build the registration again, for the wallet that sends it.",
  ),
  KeyInUse: refusal(
    "key_in_use",
    ([id]) =>
      `Node ${id} is already registered with one of these keys. Use fresh keys, or wait until it has left.`,
  ),
  BadDeposit: refusal(
    "bad_deposit",
    ([expected, received]) => `The token delivered ${received} of ${expected} atomic units.`,
  ),
  TooEarly: refusal("too_early", ([at]) => `It is too early: possible from Unix time ${at} on.`),
  AlreadyUnlocking: refusal("already_unlocking", "Somebody has already asked to unlock this node."),
  NothingToWithdraw: refusal("nothing_to_withdraw", "This stake has already been paid back."),
  NoCommittee: refusal("no_committee", ([epoch]) => `Epoch ${epoch} has no committee.`),
  StaleEpoch: refusal("stale_epoch", "The certificate is of an epoch that is over."),
  BadNonce: refusal("bad_nonce", "Another state change of this node came first."),
  CertExpired: refusal("certificate_expired", "The certificate has expired, or is valid for too long."),
  TooFewSigners: refusal(
    "too_few_signers",
    ([have, need]) => `The certificate has ${have} signatures; ${need} are needed.`,
  ),
  BadSignerBits: refusal("bad_signer_bits", "The certificate names members the committee does not have."),
  BadCertificate: refusal("bad_certificate", "The aggregated signature does not verify."),
  BadAction: refusal("bad_action", "There is no such state change."),
  EpochLimit: refusal("epoch_limit", "The committee of this epoch has used up its state changes."),
  TooFewActive: refusal("too_few_active", "Too few nodes are active to take one out."),
  UnlockMatured: refusal("unlock_matured", "The node may exit already and can no longer be deregistered."),
  Frozen: refusal("certificates_frozen", "State changes are frozen for now; recommissions still work."),
  SealNeedsGas: refusal(
    "seal_needs_gas",
    "The call needs more gas to seal the committee first. Send it again with a higher limit.",
  ),
  FreezeTooLong: refusal(
    "freeze_too_long",
    "A freeze is at most seven days, and not again within thirty days.",
  ),
  RequirementOutOfRange: refusal(
    "requirement_out_of_range",
    "The new requirement must be between half and twice the present one.",
  ),
  BadParameter: refusal(
    "bad_parameter",
    ([name]) => `The deployment parameter ${name} is out of its limits.`,
  ),
  WrongPool: refusal("wrong_pool", "The reward pool belongs to another registry."),
  AmountTooLarge: refusal("amount_too_large", "The amount is larger than the contracts can hold."),

  OwnableUnauthorizedAccount: refusal("not_owner", "Only the owner of the contracts can do this."),
  OwnableInvalidOwner: refusal("invalid_owner", "This address cannot become the owner of the contracts."),
  SafeERC20FailedOperation: refusal("token_refused", "The token refused the transfer."),

  ERC20InsufficientBalance: refusal(
    "insufficient_tokens",
    ([, balance, needed]) => `The wallet holds ${balance} atomic units; ${needed} are needed.`,
  ),
  ERC20InsufficientAllowance: refusal(
    "insufficient_allowance",
    ([, allowance, needed]) =>
      `The wallet allows ${allowance} atomic units; ${needed} are needed. Approve the amount first.`,
  ),
  ERC20InvalidApprover: refusal("invalid_approver", "The zero address cannot approve."),
  ERC20InvalidReceiver: refusal("invalid_receiver", "Tokens cannot be sent to this address."),
  ERC20InvalidSender: refusal("invalid_sender", "Tokens cannot be sent from this address."),
  ERC20InvalidSpender: refusal("invalid_spender", "This address cannot be approved."),
  ERC2612ExpiredSignature: refusal("permit_expired", "The signed permission has expired. Sign again."),
  ERC2612InvalidSigner: refusal("permit_signer", "The permission was signed by another wallet."),
  ECDSAInvalidSignature: refusal("signature_malformed", "The signature is malformed."),
  ECDSAInvalidSignatureLength: refusal("signature_malformed", "The signature is malformed."),
  ECDSAInvalidSignatureS: refusal("signature_malformed", "The signature is malformed."),
  InvalidAccountNonce: refusal("permit_nonce", "The signed permission was already used. Sign again."),
  InvalidShortString: refusal("token_name", "The token's name is malformed."),
  StringTooLong: refusal("token_name", "The token's name is too long."),
  DripLimit: refusal(
    "drip_limit",
    ([available]) => `The faucet gives this address ${available} more atomic units today.`,
  ),
  SupplyLimit: refusal("supply_limit", "The faucet has given out all it may."),
};

/**
 * Arithmetic that no mined block reaches: an endpoint that simulates a call while a block arrives may pair the
 * new state with the old block's time, and `time - lastTime` underflows. The next try sees one block.
 */
const PANIC = "Panic";

/** The SessionError for a named contract error; one with a name we do not know keeps it in `meta.errorName`. */
export function refusalError(
  errorName: string,
  args: readonly unknown[],
  cause: unknown,
): SessionError<string> {
  const known: Refusal | undefined = Object.hasOwn(CONTRACT_REFUSALS, errorName)
    ? CONTRACT_REFUSALS[errorName as RefusalName] // hasOwn has just checked it
    : undefined;
  if (errorName === PANIC)
    return stakingError("inconsistent_simulation", "The RPC endpoint tried the call between two blocks.", {
      cause,
      retryable: true,
      meta: { errorName, args: args.map(String) },
    });
  return new SessionError(
    known?.code ?? "contract_refused",
    known?.sentence(args) ?? `The contract refused the call: ${errorName}.`,
    { cause, meta: { errorName, args: args.map(String) } },
  );
}

const STATE_WORDS = [
  "unknown",
  "open for contributions",
  "active",
  "decommissioned",
  "exited",
  "deregistered",
  "cancelled",
] as const;

function stateWord(state: unknown): string {
  return STATE_WORDS[Number(state)] ?? `in state ${state}`;
}
