// Prints what the functions cost: node contracts/gas.ts [nodes]. Figures to compare with section 11 of the
// staking design; nothing is asserted.
import { serviceNodesAbi } from "@session/staking/abi";
import { encodeFunctionData, type TransactionReceipt } from "viem";
import { presets } from "../src/devnet/index.ts";
import { startSmallNetwork } from "../test/small-network.ts";

const nodes = Number(process.argv[2] ?? 24);
if (!Number.isInteger(nodes) || nodes < 8 || nodes > 250) throw new RangeError("nodes: expected 8..250");

const network = await startSmallNetwork({
  ...presets.local,
  params: { ...presets.local.params, unlockDelay: 60 },
});
const rows: (readonly [string, bigint])[] = [];
const record = (name: string, receipt: TransactionReceipt) => rows.push([name, receipt.gasUsed]);
const call = (functionName: "requestUnlock" | "exit" | "withdrawStake", id: number) =>
  network.send(encodeFunctionData({ abi: serviceNodesAbi, functionName, args: [id] }));
const claim = (ids: readonly number[]) =>
  network.send(encodeFunctionData({ abi: serviceNodesAbi, functionName: "claim", args: [ids] }));

try {
  record("registerSolo, first", await network.register());
  for (let i = 1; i < nodes - 1; i++) await network.register();
  record(`registerSolo, number ${nodes}`, await network.register());
  await network.sealNext();
  record(`sealCommittee, ${nodes} nodes, new slot`, await network.sealNext());
  await network.sealNext();
  await network.sealNext();
  record(`sealCommittee, ${nodes} nodes, slot used again`, await network.sealNext());
  await network.pass(30);
  record("decommission, all signed", await network.certify({ action: 1, nodeId: 2 }));
  const absent = Math.min(nodes, 64) - Math.floor((2 * Math.min(nodes, 64)) / 3) - 1;
  record(`decommission, ${absent} absent`, await network.certify({ action: 1, nodeId: 3, absent }));
  record("recommission, all signed", await network.certify({ action: 2, nodeId: 3 }));
  record("IP change, all signed", await network.certify({ action: 4, nodeId: 4 }));
  await network.sealNext();
  await network.pass(300);
  record("deregister, all signed", await network.certify({ action: 3, nodeId: 2 }));
  record("claim, one node", await claim([5]));
  await network.pass(10);
  record("claim, one node again", await claim([5]));
  await network.pass(10);
  record("claim, three nodes", await claim([5, 6, 7]));
  record("requestUnlock", await call("requestUnlock", 5));
  await network.pass(60);
  record("exit", await call("exit", 5));
  record("withdrawStake", await call("withdrawStake", 5));
} finally {
  await network.stop();
}
for (const [name, gas] of rows) console.log(`${name.padEnd(48)} ${gas.toLocaleString("en").padStart(10)}`);
