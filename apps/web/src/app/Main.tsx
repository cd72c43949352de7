import { EmptyState, HashText } from "@session/ui";
import { useEffect } from "react";
import type { ReadyState } from "../client/state.ts";
import { ConnectionPage } from "../features/connection/ConnectionPage.tsx";
import { NewConversation } from "../features/contacts/NewConversation.tsx";
import { Conversation } from "../features/conversation/Conversation.tsx";
import { MessageInfo } from "../features/conversation/MessageInfo.tsx";
import { ConversationList } from "../features/conversations/ConversationList.tsx";
import { cappedCount, conversationRows, totalUnread } from "../features/conversations/rows.ts";
import { RecoveryPage } from "../features/settings/RecoveryPage.tsx";
import { SettingsPage } from "../features/settings/SettingsPage.tsx";
import { text } from "../text/index.ts";
import type { Route } from "./route.ts";

const TITLE_UNREAD_MAX = 99;

/** The messenger itself: list, page, and the details of a message where there is room for them. */
export function Main({ state, route }: { readonly state: ReadyState; readonly route: Route }) {
  const rows = conversationRows(state.conversations.values(), state.account.accountId);
  const unread = totalUnread(rows);
  useEffect(() => {
    document.title = unread > 0 ? `(${cappedCount(unread, TITLE_UNREAD_MAX)}) ${text.appName}` : text.appName;
  }, [unread]);

  const openId = "accountId" in route ? route.accountId : undefined;
  return (
    <main className="shell" data-pane={paneOf(route)}>
      <ConversationList rows={rows} openId={openId} connection={state.connection} route={route} />
      <div className="shell-main">
        <Page state={state} route={route} />
      </div>
      {route.page === "messageInfo" ? (
        <MessageInfo
          key={route.messageId}
          state={state}
          accountId={route.accountId}
          messageId={route.messageId}
        />
      ) : null}
    </main>
  );
}

/** Which pane is in front where only one fits. */
function paneOf(route: Route): "list" | "main" | "detail" {
  if (route.page === "home") return "list";
  return route.page === "messageInfo" ? "detail" : "main";
}

function Page({ state, route }: { readonly state: ReadyState; readonly route: Route }) {
  switch (route.page) {
    case "conversation":
    case "messageInfo":
      return <Conversation key={route.accountId} state={state} accountId={route.accountId} />;
    case "newConversation":
      return <NewConversation ownId={state.account.accountId} />;
    case "settings":
      return <SettingsPage account={state.account} />;
    case "recovery":
      return <RecoveryPage />;
    case "connection":
      return <ConnectionPage connection={state.connection} />;
    default:
      return <Home accountId={state.account.accountId} isNew={state.conversations.size === 0} />;
  }
}

function Home({ accountId, isNew }: { readonly accountId: string; readonly isNew: boolean }) {
  return (
    <div className="app-centre">
      <EmptyState
        level={1}
        title={isNew ? text.home.readyTitle : text.home.title}
        text={isNew ? text.home.readyText : text.home.text}
        action={<HashText value={accountId} copyLabel={text.common.copyAccountId} />}
      />
    </div>
  );
}
