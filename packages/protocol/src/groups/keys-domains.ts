// Names that keep the hashes of the keys messages apart. All are part of the wire.

/** Secret input of the key and nonce derivations. */
export const KEY_SEED_PURPOSE = "SessionGroupKeySeed";
/** Key under which admins find a new key. */
export const ADMIN_KEY_PURPOSE = "SessionGroupKeyAdminKey";
export const KEY_GENERATION_DOMAIN = "SessionGroupKeyGen";
export const MEMBER_KEY_DOMAIN = "SessionGroupKeyMemberKey";
export const JUNK_DOMAIN = "SessionGroupJunkMembers";
