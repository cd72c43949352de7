import type { Metadata, Viewport } from "next";
import { headers } from "next/headers";
import type { ReactNode } from "react";
import { NetworkFactsProvider } from "../features/display/NetworkFacts.tsx";
import { LiveProvider } from "../features/live/LiveProvider.tsx";
import { NowProvider } from "../features/live/NowProvider.tsx";
import { isTestChain } from "../features/nodes/proof-standing.ts";
import { ConnectionNotice } from "../features/shell/ConnectionNotice.tsx";
import { Footer } from "../features/shell/Footer.tsx";
import { Header } from "../features/shell/Header.tsx";
import { TestNetworkMark } from "../features/shell/TestNetworkMark.tsx";
import { THEME_SCRIPT } from "../features/shell/theme.ts";
import { ask, serverNowMs } from "../server/api.ts";
import { readConfig } from "../server/config.ts";
import { readNetworkFacts } from "../server/network-facts.ts";
import { ApiProvider } from "../trpc/ApiProvider.tsx";
import "./globals.css";

export const dynamic = "force-dynamic";

export const metadata: Metadata = {
  title: { default: "Session network", template: "%s · Session network" },
  description: "The state of the Session network: nodes, swarms, stakes, rewards and events, live.",
};

export const viewport: Viewport = {
  colorScheme: "light dark",
};

export default async function RootLayout({ children }: { readonly children: ReactNode }) {
  const [requestHeaders, health, facts] = await Promise.all([
    headers(),
    ask((api) => api.health.query()),
    readNetworkFacts(),
  ]);
  const stamp = health.ok ? health.value.stamp : null;
  const chainId = stamp?.chainId ?? facts.chainId;
  return (
    <html lang="en" suppressHydrationWarning>
      <head>
        {/* A constant, which must run before the first paint. */}
        <script
          nonce={requestHeaders.get("x-nonce") ?? undefined}
          dangerouslySetInnerHTML={{ __html: THEME_SCRIPT }}
        />
      </head>
      <body>
        <a className="skip-link" href="#content">
          Skip to the content
        </a>
        <ApiProvider url={readConfig().publicApiUrl}>
          <NetworkFactsProvider facts={facts}>
            <NowProvider nowMs={serverNowMs()}>
              <LiveProvider stamp={stamp} isAnswering={health.ok}>
                {chainId !== null && isTestChain(chainId) ? <TestNetworkMark chainId={chainId} /> : null}
                <Header />
                <ConnectionNotice />
                <main id="content">{children}</main>
                <Footer />
              </LiveProvider>
            </NowProvider>
          </NetworkFactsProvider>
        </ApiProvider>
      </body>
    </html>
  );
}
