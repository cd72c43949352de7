"use client";

import { TextField } from "@session/ui";
import styles from "./AccountTool.module.css";
import type { AccountPlace } from "./locate-account.ts";

export interface AccountToolProps {
  readonly text: string;
  readonly place: AccountPlace;
  /** Members of the swarm that was found. */
  readonly members: number | null;
  readonly onChange: (text: string) => void;
}

/** Finds the swarm of an account. The ID stays in this page. */
export function AccountTool({ text, place, members, onChange }: AccountToolProps) {
  return (
    <section className={styles.tool} aria-labelledby="account-tool">
      <h2 id="account-tool" className={styles.title}>
        Which swarm stores an account
      </h2>
      <TextField
        label="Account ID"
        mono
        value={text}
        maxLength={120}
        placeholder="05…"
        autoComplete="off"
        autoCapitalize="off"
        spellCheck={false}
        hint="Worked out here in your browser. The account ID is not sent anywhere."
        error={place.kind === "malformed" && text.length >= 8 ? place.reason : undefined}
        onChange={(event) => onChange(event.target.value)}
      />
      <output className={styles.answer} aria-live="polite">
        <Answer place={place} members={members} />
      </output>
      <noscript>
        <p className="ui-muted">This tool needs JavaScript, because it must not send the account ID.</p>
      </noscript>
    </section>
  );
}

function Answer({ place, members }: { readonly place: AccountPlace; readonly members: number | null }) {
  if (place.kind === "found")
    return (
      <>
        Its {members === 1 ? "one member" : `${members ?? "several"} members`} in{" "}
        <a href={`#swarm-${place.swarmIdHex}`}>
          swarm <span className="ui-mono">{place.swarmIdHex}</span>
        </a>{" "}
        store its messages. Its position on the ring is{" "}
        <span className="ui-mono">{place.position.toString(16).padStart(16, "0")}</span>.
      </>
    );
  if (place.kind === "noSwarm") return "There is no swarm yet, so nobody stores its messages.";
  return null;
}
