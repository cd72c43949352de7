import type { Fields } from "./field.ts";
import { flag, type NotificationMode, nonZero, notifications, seconds } from "./fields.ts";

/** What UserGroups keeps about every kind of group. Numbers are 0 where nothing is set. */
export interface Membership {
  /** -1 hidden, 0 normal, above: pinned, the highest first. */
  readonly priority: number;
  readonly notifications: NotificationMode;
  readonly mutedUntilSeconds: number;
  readonly joinedAtSeconds: number;
  /** Invited, and not answered yet. */
  readonly isInvitePending: boolean;
}

export const MEMBERSHIP: Fields<Membership> = {
  priority: nonZero("+"),
  notifications: notifications("@"),
  mutedUntilSeconds: seconds("!"),
  joinedAtSeconds: seconds("j"),
  isInvitePending: flag("i"),
};
