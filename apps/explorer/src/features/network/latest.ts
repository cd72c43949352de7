import { NEWSWORTHY } from "../events/event-kinds.ts";

/** What the overview asks for; the server and the browser must ask the same. */
export const LATEST_EVENTS = { types: [...NEWSWORTHY], limit: 9 };
export const LATEST_BLOCKS = { eventsOnly: false, limit: 6 };
