import type { SharedConfigMessage } from "../messages/index.ts";
import { NAMESPACES, type Namespace } from "../rpc/index.ts";

/** What tells one type of config from the others on the wire. */
export interface ConfigKind {
  readonly name: ConfigName;
  readonly namespace: Namespace;
  /** 1 to 24 bytes of ASCII; takes part in key and nonce. */
  readonly domain: string;
  /** Kind in the legacy wrapper; configs without one are never wrapped. */
  readonly wrapperKind?: SharedConfigMessage["kind"];
}

export type ConfigName =
  | "userProfile"
  | "contacts"
  | "conversationsVolatile"
  | "userGroups"
  | "groupInfo"
  | "groupMembers";

/**
 * Every config with a wire form. Spec: docs/spec/config-messages.md section 5.
 * Vectors: vectors/config-types.json, vectors/groups-configs.json.
 */
export const CONFIG_KINDS: Readonly<Record<ConfigName, ConfigKind>> = {
  userProfile: {
    name: "userProfile",
    namespace: NAMESPACES.userProfile,
    domain: "UserProfile",
    wrapperKind: "USER_PROFILE",
  },
  contacts: {
    name: "contacts",
    namespace: NAMESPACES.contacts,
    domain: "Contacts",
    wrapperKind: "CONTACTS",
  },
  conversationsVolatile: {
    name: "conversationsVolatile",
    namespace: NAMESPACES.conversationsVolatile,
    domain: "ConvoInfoVolatile",
    wrapperKind: "CONVO_INFO_VOLATILE",
  },
  userGroups: {
    name: "userGroups",
    namespace: NAMESPACES.userGroups,
    domain: "UserGroups",
    wrapperKind: "USER_GROUPS",
  },
  groupInfo: { name: "groupInfo", namespace: NAMESPACES.groupInfo, domain: "groups::Info" },
  groupMembers: { name: "groupMembers", namespace: NAMESPACES.groupMembers, domain: "groups::Members" },
};
