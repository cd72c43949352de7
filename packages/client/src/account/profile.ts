import { clientError } from "../errors.ts";
import type { OwnProfile } from "../messages/outgoing.ts";
import type { ClientStore } from "../store/port.ts";

/** Our own display name as it lies in the store. @throws ClientError store_invalid */
export async function storedProfile(store: ClientStore): Promise<OwnProfile | undefined> {
  const value = await store.value("profile");
  if (value === undefined) return undefined;
  if (
    typeof value === "object" &&
    value !== null &&
    "displayName" in value &&
    typeof value.displayName === "string" &&
    "updatedSeconds" in value &&
    typeof value.updatedSeconds === "number"
  )
    return { displayName: value.displayName, updatedSeconds: value.updatedSeconds };
  throw clientError("store_invalid", "profile: expected a name and its time");
}

export async function saveProfile(store: ClientStore, profile: OwnProfile): Promise<void> {
  await store.commit([{ kind: "putValue", key: "profile", value: profile }]);
}
