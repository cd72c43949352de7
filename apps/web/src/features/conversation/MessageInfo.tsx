import type { Message } from "@session/client";
import {
  Badge,
  EmptyState,
  type Fact,
  Facts,
  formatBytes,
  formatDuration,
  formatExactTime,
  HashText,
  type IconName,
  Rings,
  type Tone,
} from "@session/ui";
import { PageHead } from "../../app/PageHead.tsx";
import type { ReadyState } from "../../client/state.ts";
import { text } from "../../text/index.ts";
import { PathList } from "../connection/PathList.tsx";
import { failureKey } from "./failure.ts";

export interface MessageInfoProps {
  readonly state: ReadyState;
  readonly accountId: string;
  readonly messageId: string;
}

/** What the network did with a message: who holds it, which hops carried it, how long it took. */
export function MessageInfo({ state, accountId, messageId }: MessageInfoProps) {
  const entry = state.conversations
    .get(accountId)
    ?.timeline?.entries.find(({ message }) => message.id === messageId);
  return (
    <section className="detail" aria-label={text.info.title}>
      <PageHead title={text.info.title} />
      {entry?.kind === "message" ? (
        <Details message={entry.message} />
      ) : (
        <EmptyState title={text.info.missing} />
      )}
    </section>
  );
}

const LOOK: Record<Message["status"], { readonly tone: Tone; readonly icon: IconName }> = {
  queued: { tone: "inactive", icon: "clock" },
  sending: { tone: "inactive", icon: "clock" },
  sent: { tone: "accent", icon: "check" },
  failed: { tone: "danger", icon: "alert" },
  received: { tone: "inactive", icon: "check" },
};

function Details({ message }: { readonly message: Message }) {
  const { receipt } = message;
  const look = LOOK[message.status];
  return (
    <div className="detail-body">
      {receipt ? (
        <div className="detail-figure">
          <Rings
            size={136}
            rings={receipt.hops.length}
            lit={receipt.hops.length}
            centreLit
            label={text.info.figure(receipt.hops.length)}
          />
          <p>{text.info.deliveredIn(formatDuration(receipt.ms))}</p>
        </div>
      ) : null}
      <Facts
        facts={[
          {
            name: text.info.status,
            value: (
              <Badge tone={look.tone} icon={look.icon}>
                {text.status[message.status]}
              </Badge>
            ),
          },
          ...(message.errorCode
            ? [{ name: text.info.reason, value: text.failure[failureKey(message.errorCode)] }]
            : []),
          { name: text.info.sentAt, value: formatExactTime(message.timestampMs) },
          { name: text.info.size, value: formatBytes(new TextEncoder().encode(message.text).length) },
          ...hashFact(message),
          ...(receipt ? receiptFacts(receipt) : []),
        ]}
      />
      {receipt ? (
        <section className="detail-path">
          <h2>{text.info.hops}</h2>
          <PathList
            stops={receipt.hops.map((ed25519, index) => ({ title: text.info.hop(index + 1), ed25519 }))}
          />
        </section>
      ) : message.status === "sent" || message.status === "received" ? (
        <p className="ui-muted">{text.info.noReceipt}</p>
      ) : null}
    </div>
  );
}

function hashFact(message: Message): readonly Fact[] {
  const hash = message.receipt?.hash ?? message.hash;
  if (!hash) return [];
  return [{ name: text.info.hash, value: <HashText value={hash} copyLabel={text.info.copyHash} /> }];
}

function receiptFacts(receipt: NonNullable<Message["receipt"]>): readonly Fact[] {
  const members = Object.keys(receipt.members).length;
  return [
    {
      name: text.info.replicas,
      value: (
        <>
          {text.info.replicaCount(receipt.replicas, members)}
          <span className="detail-note">
            {receipt.replicas >= members ? text.info.replicasAll : text.info.replicasSome}
          </span>
        </>
      ),
    },
    {
      name: text.info.swarm,
      value: (
        <>
          <HashText value={receipt.swarm} />
          <span className="detail-note">{text.info.swarmMeaning}</span>
        </>
      ),
    },
  ];
}
