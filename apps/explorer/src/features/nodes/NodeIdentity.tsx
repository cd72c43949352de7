"use client";

import { Card, Facts, HashText } from "@session/ui";
import type { NodeDetail } from "../../trpc/types.ts";
import { Moment } from "../display/Age.tsx";
import { BlockLink, WalletLink } from "../display/KeyLink.tsx";
import styles from "./NodeView.module.css";

/** The node's keys and where they were registered. */
export function NodeIdentity({ node }: { readonly node: NodeDetail["node"] }) {
  return (
    <Card title="Identity" className={styles.identity ?? ""}>
      <Facts
        facts={[
          { name: "Operator", value: <WalletLink address={node.operator} copy /> },
          {
            name: "Registered",
            value: (
              <>
                block <BlockLink height={node.registeredBlock} />,{" "}
                <Moment unixSeconds={node.registeredSeconds} />
              </>
            ),
          },
          {
            name: "Ed25519 key",
            value: <HashText value={node.ed25519} full copyLabel="Copy the Ed25519 key" />,
          },
          {
            name: "X25519 key",
            value: <HashText value={node.x25519} full copyLabel="Copy the X25519 key" />,
          },
          {
            name: "BLS key",
            value: <HashText value={node.blsHex} head={16} tail={8} copyLabel="Copy the BLS key" />,
          },
          {
            name: "Onion address",
            value: <HashText value={node.onionHost} head={12} tail={10} copyLabel="Copy the onion address" />,
          },
        ]}
      />
    </Card>
  );
}
