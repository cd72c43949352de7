import { type EventType, isEventType } from "../events/event-kinds.ts";

/** What the page of blocks shows, as it stands in the address. */
export interface BlockQuery {
  /** One kind of event, or all. */
  readonly type: EventType | null;
  readonly cursor: string | null;
}

const CURSOR_MAX = 200;

export function parseBlockQuery(parameters: URLSearchParams): BlockQuery {
  const type = parameters.get("type") ?? "";
  const cursor = parameters.get("after") ?? "";
  return {
    type: isEventType(type) ? type : null,
    cursor: cursor !== "" && cursor.length <= CURSOR_MAX ? cursor : null,
  };
}

export function blockQueryHref(query: BlockQuery): string {
  const parameters = new URLSearchParams();
  if (query.type !== null) parameters.set("type", query.type);
  if (query.cursor !== null) parameters.set("after", query.cursor);
  const text = parameters.toString();
  return text === "" ? "/blocks" : `/blocks?${text}`;
}

export const EVENTS_PER_PAGE = 50;
/** Newest blocks, with and without events. */
export const NEWEST_BLOCKS = { limit: 20, eventsOnly: false };

/** What the API is asked for the events of a page. */
export function feedInput(query: BlockQuery) {
  return {
    limit: EVENTS_PER_PAGE,
    ...(query.type === null ? {} : { types: [query.type] }),
    ...(query.cursor === null ? {} : { cursor: query.cursor }),
  };
}
