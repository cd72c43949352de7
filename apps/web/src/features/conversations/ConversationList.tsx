import { Button, EmptyState, IconButton, RingsLogo } from "@session/ui";
import { navigate } from "../../app/navigation.ts";
import type { Route } from "../../app/route.ts";
import { useNow } from "../../app/use-now.ts";
import type { ConnectionView } from "../../client/backend.ts";
import { text } from "../../text/index.ts";
import { ConnectionStatus } from "../connection/ConnectionStatus.tsx";
import { ConversationRowLink } from "./ConversationRowLink.tsx";
import type { ConversationRow } from "./rows.ts";

export interface ConversationListProps {
  readonly rows: readonly ConversationRow[];
  readonly openId: string | undefined;
  readonly connection: ConnectionView;
  readonly route: Route;
}

/** The left pane: everyone you write with, newest first. */
export function ConversationList({ rows, openId, connection, route }: ConversationListProps) {
  const nowMs = useNow();
  return (
    <nav className="list" aria-label={text.list.label}>
      <header className="list-head">
        <h1>
          <RingsLogo word={text.appName} size={26} />
        </h1>
        <IconButton
          icon="plus"
          label={text.list.new}
          aria-current={route.page === "newConversation" ? "page" : undefined}
          onClick={() => navigate({ page: "newConversation" })}
        />
      </header>
      {rows.length === 0 ? (
        <EmptyState
          title={text.list.emptyTitle}
          text={text.list.emptyText}
          action={
            <Button variant="primary" icon="plus" onClick={() => navigate({ page: "newConversation" })}>
              {text.list.new}
            </Button>
          }
        />
      ) : (
        <ul className="list-rows">
          {rows.map((row) => (
            <li key={row.accountId}>
              <ConversationRowLink row={row} isOpen={row.accountId === openId} nowMs={nowMs} />
            </li>
          ))}
        </ul>
      )}
      <footer className="list-foot">
        <ConnectionStatus connection={connection} />
        <IconButton
          icon="settings"
          label={text.list.settings}
          aria-current={route.page === "settings" || route.page === "recovery" ? "page" : undefined}
          onClick={() => navigate({ page: "settings" })}
        />
      </footer>
    </nav>
  );
}
