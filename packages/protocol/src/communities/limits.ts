// The protocol names few limits; the others only keep a peer from making us hold nonsense.

/** Most messages that one answer holds. */
export const MESSAGES_MAX = 256;
export const ROOMS_MAX = 10_000;
/** IDs in one list: moderators, reactors, pins. */
export const IDS_MAX = 10_000;
export const REACTIONS_MAX = 1000;
/** Code points of a reaction. */
export const EMOJI_CODE_POINTS_MAX = 12;
export const FILES_MAX = 100;
export const CAPABILITIES_MAX = 100;
/** Characters of a room's name or description. */
export const ROOM_TEXT_LENGTH_MAX = 10_000;
/** Requests in one batch: two for each room and a few for the server. */
export const BATCH_MAX = 1000;
/** Padded data of a post, sealed data of a direct message. */
export const POST_BYTES_MAX = 1_000_000;
