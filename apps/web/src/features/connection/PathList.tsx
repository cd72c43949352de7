import { HashText } from "@session/ui";
import { useMessenger } from "../../app/context.ts";

export interface PathStop {
  readonly title: string;
  readonly text?: string;
  /** Ed25519 key of a node. */
  readonly ed25519?: string;
}

/** The stops of a path in order, nodes with a link to the explorer where there is one. */
export function PathList({ stops }: { readonly stops: readonly PathStop[] }) {
  const explorerUrl = useMessenger().config()?.explorerUrl;
  return (
    <ol className="path-list">
      {stops.map((stop) => (
        <li key={stop.title}>
          <span className="path-stop-title">{stop.title}</span>
          {stop.text ? <span className="path-stop-text">{stop.text}</span> : null}
          {stop.ed25519 ? (
            <HashText
              value={stop.ed25519}
              {...(explorerUrl ? { href: `${explorerUrl}/nodes/${stop.ed25519}` } : {})}
            />
          ) : null}
        </li>
      ))}
    </ol>
  );
}
