/** Where the user is. Lives in the URL fragment, which no server sees: account IDs are in it. */
export type Route =
  | { readonly page: "home" }
  | { readonly page: "create" }
  | { readonly page: "restore" }
  | { readonly page: "newConversation" }
  | { readonly page: "conversation"; readonly accountId: string }
  | { readonly page: "messageInfo"; readonly accountId: string; readonly messageId: string }
  | { readonly page: "settings" }
  | { readonly page: "recovery" }
  | { readonly page: "connection" };

const ACCOUNT_ID = /^05[0-9a-f]{64}$/;
const SIMPLE = {
  create: "create",
  restore: "restore",
  new: "newConversation",
  settings: "settings",
  recovery: "recovery",
  connection: "connection",
} as const;

/** Reads a fragment such as `#/c/05…`. Anything else than a known route is home. */
export function parseRoute(fragment: string): Route {
  const segments = fragment.replace(/^#?\/?/, "").split("/");
  const [first = "", accountId = "", third, ...rest] = segments;
  if (segments.length === 1 && Object.hasOwn(SIMPLE, first))
    return { page: SIMPLE[first as keyof typeof SIMPLE] }; // hasOwn is the check
  if (first !== "c" || !ACCOUNT_ID.test(accountId)) return { page: "home" };
  if (third === undefined) return { page: "conversation", accountId };
  const messageId = rest.length === 1 && third === "m" ? decoded(rest[0] ?? "") : undefined;
  return messageId ? { page: "messageInfo", accountId, messageId } : { page: "home" };
}

/** The fragment of a route; `parseRoute` reads it back. */
export function formatRoute(route: Route): string {
  switch (route.page) {
    case "home":
      return "#/";
    case "newConversation":
      return "#/new";
    case "conversation":
      return `#/c/${route.accountId}`;
    case "messageInfo":
      return `#/c/${route.accountId}/m/${encodeURIComponent(route.messageId)}`;
    default:
      return `#/${route.page}`;
  }
}

/** Where Back on the screen leads when there is no history entry of ours to go back to. */
export function parentOf(route: Route): Route {
  switch (route.page) {
    case "messageInfo":
      return { page: "conversation", accountId: route.accountId };
    case "recovery":
      return { page: "settings" };
    default:
      return { page: "home" };
  }
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    // A malformed escape is a route we do not know.
    return undefined;
  }
}
