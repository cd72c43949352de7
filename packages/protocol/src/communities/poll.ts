import type { RoomToken } from "../config/community-url.ts";
import type { BatchRequestItem } from "./batch.ts";
import { communityPaths } from "./paths.ts";

/** How far a client has read one server. */
export interface PollState {
  readonly rooms: readonly {
    readonly token: RoomToken;
    /** Of the room object the client holds; 0 when it holds none. */
    readonly infoUpdates: number;
    /** Highest one seen; absent before the first poll, which starts from the newest messages. */
    readonly seqno?: number;
  }[];
  /** Whether the server has the `blind` capability; without it there are no inboxes. */
  readonly isBlinded: boolean;
  /** Whether the user wants message requests from communities. */
  readonly wantsInbox: boolean;
  /** Highest ID seen, absent before the first poll. */
  readonly inboxId?: number;
  readonly outboxId?: number;
}

/** Most reactors that are told with a reaction. */
const REACTORS = 5;

/**
 * The requests of one poll, to be sent as one batch.
 *
 * Spec: docs/spec/communities.md section 7.
 */
export function pollRequests(state: PollState): readonly BatchRequestItem[] {
  const endpoints = [
    communityPaths.capabilities,
    ...state.rooms.flatMap(({ token, infoUpdates, seqno }) => [
      communityPaths.pollInfo(token, infoUpdates),
      seqno === undefined
        ? communityPaths.messagesRecent(token, { reactors: REACTORS })
        : communityPaths.messagesSince(token, seqno, { withReactions: true, reactors: REACTORS }),
    ]),
    ...(state.isBlinded && state.wantsInbox ? [inboxEndpoint(state.inboxId)] : []),
    ...(state.isBlinded ? [outboxEndpoint(state.outboxId)] : []),
  ];
  return endpoints.map((endpoint) => ({ method: "GET", endpoint, headers: {} }));
}

function inboxEndpoint(id: number | undefined): string {
  return id === undefined ? communityPaths.inbox : communityPaths.inboxSince(id);
}

function outboxEndpoint(id: number | undefined): string {
  return id === undefined ? communityPaths.outbox : communityPaths.outboxSince(id);
}
