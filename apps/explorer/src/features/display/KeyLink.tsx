import { Avatar, CopyButton, shortHashGroups } from "@session/ui";
import Link from "next/link";
import styles from "./KeyLink.module.css";

interface ShortTextProps {
  readonly value: string;
  readonly head?: number;
  readonly tail?: number;
}

/** A key, hash or address in groups, shortened in the middle. */
export function ShortText({ value, head, tail }: ShortTextProps) {
  const groups = shortHashGroups(value, {
    ...(head === undefined ? {} : { head }),
    ...(tail === undefined ? {} : { tail }),
  });
  return (
    <span className="ui-hash-text" data-short="">
      {groups.map((group, index) => (
        // Groups may repeat and never move, so the place is the identity.
        <span className="ui-hash-group" key={index}>
          {group}
        </span>
      ))}
    </span>
  );
}

export interface NodeLinkProps {
  readonly nodeId: number;
  readonly ed25519: string;
  readonly copy?: boolean;
  readonly picture?: boolean;
  readonly head?: number;
}

/** A node by picture and short key; opens its page. Without picture and button it flows with the text. */
export function NodeLink({ nodeId, ed25519, copy = false, picture = true, head = 8 }: NodeLinkProps) {
  const link = (
    <Link
      href={`/nodes/${nodeId}`}
      prefetch={false}
      title={`Node ${nodeId}: ${ed25519}`}
      className={styles.text}
    >
      <ShortText value={ed25519} head={head} />
    </Link>
  );
  if (!picture && !copy) return link;
  return (
    <span className={styles.link}>
      {picture ? <Avatar accountId={ed25519} size={20} /> : null}
      {link}
      {copy ? <CopyButton value={ed25519} label={`Copy the key of node ${nodeId}`} /> : null}
    </span>
  );
}

/** A wallet address; opens its page. Without the button it flows with the text. */
export function WalletLink({ address, copy = false }: { readonly address: string; readonly copy?: boolean }) {
  const link = (
    <Link href={`/wallets/${address}`} prefetch={false} title={address} className={styles.text}>
      <ShortText value={address} head={4} tail={4} />
    </Link>
  );
  if (!copy) return link;
  return (
    <span className={styles.link}>
      {link}
      <CopyButton value={address} label="Copy the address" />
    </span>
  );
}

/** A block by its height; opens its page. */
export function BlockLink({ height }: { readonly height: number }) {
  return (
    <Link href={`/blocks/${height}`} prefetch={false} className={styles.text}>
      <span className="ui-num">{height.toLocaleString("en")}</span>
    </Link>
  );
}

/** A swarm by its ID; opens its place in the list. */
export function SwarmLink({ swarmId }: { readonly swarmId: string }) {
  return (
    <Link href={`/swarms#swarm-${swarmId}`} prefetch={false} title={swarmId} className={styles.text}>
      <ShortText value={swarmId} head={4} tail={4} />
    </Link>
  );
}
