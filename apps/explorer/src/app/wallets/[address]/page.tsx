import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { Arriving } from "../../../features/shell/Arriving.tsx";
import { TableSkeleton } from "../../../features/shell/skeletons.tsx";
import { WalletView } from "../../../features/wallet/WalletView.tsx";
import { ask } from "../../../server/api.ts";

export const metadata: Metadata = { title: "Wallet" };

export default async function WalletPage({
  params,
}: {
  readonly params: Promise<{ readonly address: string }>;
}) {
  const address = (await params).address.toLowerCase();
  if (!/^0x[0-9a-f]{40}$/.test(address)) notFound();
  return (
    <Arriving skeleton={<TableSkeleton />}>
      <Wallet address={address} />
    </Arriving>
  );
}

async function Wallet({ address }: { readonly address: string }) {
  return <WalletView address={address} wallet={await ask((api) => api.wallet.stakes.query({ address }))} />;
}
