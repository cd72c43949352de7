"use client";

import { EmptyState, formatPlural, Surface } from "@session/ui";
import { useMemo, useState } from "react";
import type { Loaded } from "../../trpc/load.ts";
import type { SwarmList } from "../../trpc/types.ts";
import { usePart } from "../../trpc/use-part.ts";
import { PartView } from "../display/Part.tsx";
import { AsOf } from "../shell/AsOf.tsx";
import { AccountTool } from "./AccountTool.tsx";
import { locateAccount } from "./locate-account.ts";
import { SwarmCard } from "./SwarmCard.tsx";
import { ringInWords, SwarmRing } from "./SwarmRing.tsx";
import styles from "./SwarmsView.module.css";
import { swarmColour } from "./swarm-colour.ts";

/** The ring of all accounts, who holds which part of it, and the place of one account on it. */
export function SwarmsView({ swarms }: { readonly swarms: Loaded<SwarmList> }) {
  const part = usePart(
    ["swarms", "list"],
    (api, signal) => api.swarms.list.query(undefined, { signal }),
    swarms,
  );
  return (
    <PartView part={part} name="The swarms">
      {(list) => <Swarms list={list} />}
    </PartView>
  );
}

function Swarms({ list }: { readonly list: SwarmList }) {
  const [text, setText] = useState("");
  const [pointedAt, setPointedAt] = useState<string | null>(null);
  const ids = useMemo(() => list.items.map((swarm) => swarm.swarmId), [list]);
  const place = useMemo(() => locateAccount(text, ids), [text, ids]);
  const found = place.kind === "found" ? place.swarmIdHex : null;
  const ring = list.items.map((swarm) => ({ idHex: swarm.swarmId, size: swarm.size }));
  const members = list.items.find((swarm) => swarm.swarmId === found)?.size ?? null;
  return (
    <div className={styles.layout}>
      <Surface className={styles.side ?? ""}>
        <div className={styles.ring}>
          <SwarmRing
            swarms={ring}
            label={`The ring of all 2 to the 64th positions. ${ringInWords(ring)}`}
            markedIdHex={found ?? pointedAt}
            hand={place.kind === "found" ? place.position : null}
            withScale
          >
            <span className={styles.number}>{list.items.length}</span>
            <span className="ui-muted">{list.items.length === 1 ? "swarm" : "swarms"}</span>
          </SwarmRing>
        </div>
        <p className={styles.words}>
          Every account has a place on this ring. The swarm nearest to it stores its messages, each member a
          full copy.
        </p>
        <AccountTool text={text} place={place} members={members} onChange={setText} />
      </Surface>
      <section aria-labelledby="swarm-list">
        <header className={styles.head}>
          <h2 id="swarm-list" className={styles.title}>
            {formatPlural(list.items.length, "swarm")}
          </h2>
          <AsOf stamp={list.stamp} />
        </header>
        {list.items.length === 0 ? (
          <Surface>
            <EmptyState title="No swarm so far" text="The first one forms with the first active node." />
          </Surface>
        ) : (
          <ul className={styles.list}>
            {list.items.map((swarm, index) => (
              <SwarmCard
                key={swarm.swarmId}
                swarm={swarm}
                colour={swarmColour(index, list.items.length)}
                isFound={swarm.swarmId === found}
                onPoint={setPointedAt}
              />
            ))}
          </ul>
        )}
      </section>
    </div>
  );
}
