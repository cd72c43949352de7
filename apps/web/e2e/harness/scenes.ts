import type { Contact, Message } from "@session/client";
import type { ConversationView, StartResult, TimelineEntry } from "../../src/client/backend.ts";

/** What the played backend answers: the account it starts with and the history of each conversation. */
export interface Scene {
  readonly start: StartResult;
  readonly timelines: ReadonlyMap<string, readonly TimelineEntry[]>;
  readonly phrase: string;
  /** What becomes of a message that is sent. */
  readonly sending: "sent" | "failed" | "queued";
}

export const OWN_ID = "0512742fb4ac033a8a33f5776aa0e7e88f35f7af9f65dee31e57fbc7d6f8664b12";
export const MAYA_ID = `05${"a1b7c3d952e8f604".repeat(4)}`;
export const TOM_ID = `05${"3fe2907bd41c68a5".repeat(4)}`;
const STRANGER_ID = `05${"c95e1a7702bd4f38".repeat(4)}`;
const AMIRA_ID = `05${"e740b8251fd96ca3".repeat(4)}`;

const HOPS = ["9f2c81d04be7a365", "41d7e60a93cf58b2", "c3058be1f76d924a"].map((part) => part.repeat(4));
const MEMBERS = ["1a", "2b", "3c", "4d", "5e"].map((part) => part.repeat(32));
const NOW = Date.now();
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

const contact = (accountId: string, profileName: string | undefined): Contact =>
  ({
    accountId,
    ...(profileName ? { profileName } : {}),
    profileUpdatedSeconds: 0,
    isApproved: true,
    hasApprovedMe: true,
    isBlocked: false,
    createdAtMs: NOW - 9 * DAY,
  }) as Contact; // brands are for the compiler; the screens never check them

function message(
  conversation: string,
  isOwn: boolean,
  minutesAgo: number,
  text: string,
  more: Partial<Message> = {},
): TimelineEntry {
  const timestampMs = NOW - minutesAgo * MINUTE;
  const sender = isOwn ? OWN_ID : conversation;
  const status = more.status ?? (isOwn ? "sent" : "received");
  return {
    kind: "message",
    message: {
      id: `${sender}:${timestampMs}`,
      conversation,
      sender,
      direction: isOwn ? "outgoing" : "incoming",
      text,
      timestampMs,
      status,
      ...(status === "sent"
        ? {
            receipt: {
              hash: "rY7Yq3nK0c5mUoVbTzA1x2QeLw9HfJd8GiPkSs4uBvE",
              swarm: "2f7fffffffffffff",
              replicas: minutesAgo > 5 ? 5 : 3,
              members: Object.fromEntries(
                MEMBERS.map((member, index) => [
                  member,
                  minutesAgo > 5 || index < 3 ? { kind: "stored" } : { kind: "failed", reason: "timeout" },
                ]),
              ),
              hops: HOPS,
              ms: 412,
            },
          }
        : {}),
      ...more,
    } as Message, // brands, as above
  };
}

const mayaTimeline: readonly TimelineEntry[] = [
  message(MAYA_ID, false, 26 * 60, "Did you get the keys for the boat house?"),
  message(MAYA_ID, true, 26 * 60 - 3, "Yes, they were in the letter box. I left the spare ones with Tom."),
  message(MAYA_ID, false, 24, "Perfect 🛶"),
  message(
    MAYA_ID,
    false,
    23,
    "The weather looks good for Saturday. Shall we leave at eight? I would rather be on the water before the wind picks up; last time we had it in our faces all the way back.",
  ),
  {
    kind: "unsupported",
    message: {
      id: `${MAYA_ID}:x`,
      conversation: MAYA_ID,
      sender: MAYA_ID,
      timestampMs: NOW - 21 * MINUTE,
    },
  },
  message(MAYA_ID, true, 12, "Eight is fine."),
  message(
    MAYA_ID,
    true,
    11,
    "I bring coffee, you bring the map?\nAnd something against the rain, just in case.",
  ),
  message(MAYA_ID, false, 4, "Deal. شكراً!"),
  message(MAYA_ID, true, 1, "See you then"),
];

const tomTimeline: readonly TimelineEntry[] = [
  message(TOM_ID, false, 190, "Spare keys are on the hook by the door"),
  message(TOM_ID, true, 61, "Thank you. I pick them up tonight.", {
    status: "failed",
    errorCode: "transport_unreachable",
  }),
];

const view = (
  accountId: string,
  name: string | undefined,
  entries: readonly TimelineEntry[],
  more: Partial<ConversationView> = {},
): ConversationView => ({
  accountId,
  contact: contact(accountId, name),
  lastEntry: entries.at(-1),
  readAtMs: 0,
  unread: 0,
  draft: "",
  ...more,
});

const strangerTimeline = [
  message(STRANGER_ID, false, 2 * 24 * 60, "Hello, I have your account ID from Maya."),
];
const amiraTimeline = [message(AMIRA_ID, false, 5 * 24 * 60, "صباح الخير، هل وصلت الصور؟")];
const noteTimeline = [message(OWN_ID, true, 9 * 24 * 60, "Bread, rice, washers for the tap")];

const timelines = new Map([
  [MAYA_ID, mayaTimeline],
  [TOM_ID, tomTimeline],
  [STRANGER_ID, strangerTimeline],
  [AMIRA_ID, amiraTimeline],
  [OWN_ID, noteTimeline],
]);

const account = { accountId: OWN_ID, displayName: "Alex" };
const connected = { status: "connected", clockOffsetMs: 0, paths: [HOPS, HOPS] } as const;
const phrase =
  "session session session session session session session session session session session session session";

const full: StartResult = {
  kind: "ready",
  account,
  connection: connected,
  conversations: [
    view(MAYA_ID, "Maya Lindqvist", mayaTimeline),
    view(TOM_ID, "Tom", tomTimeline),
    view(STRANGER_ID, undefined, strangerTimeline, { unread: 1 }),
    view(AMIRA_ID, "أميرة", amiraTimeline, { unread: 12 }),
    view(OWN_ID, undefined, noteTimeline, { draft: "Ask about the mooring" }),
  ],
};

const none = new Map<string, readonly TimelineEntry[]>();

const SCENES: Readonly<Record<string, Scene>> = {
  conversations: { start: full, timelines, phrase, sending: "sent" },
  offline: {
    start: { ...full, connection: { status: "offline", clockOffsetMs: 0, paths: [] } },
    timelines,
    phrase,
    sending: "failed",
  },
  clock: {
    start: { ...full, connection: { status: "clockWrong", clockOffsetMs: -754_000, paths: [HOPS] } },
    timelines,
    phrase,
    sending: "queued",
  },
  empty: {
    start: {
      kind: "ready",
      account,
      connection: { ...connected, status: "connecting", paths: [] },
      conversations: [],
    },
    timelines: none,
    phrase,
    sending: "sent",
  },
  new: { start: { kind: "none" }, timelines: none, phrase, sending: "sent" },
  elsewhere: { start: { kind: "elsewhere" }, timelines: none, phrase, sending: "sent" },
  failed: { start: { kind: "failed", code: "storage" }, timelines: none, phrase, sending: "sent" },
};

/** @throws Error for a name that is no scene */
export function sceneOf(name: string): Scene {
  const scene = SCENES[name];
  if (!scene) throw new Error(`no scene ${name}`);
  return scene;
}
