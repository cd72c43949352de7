import { describe, expect, test } from "vitest";
import { utf8Encode } from "../../bytes/index.ts";
import { alice, bob } from "../../testing/index.ts";
import type { ConfigDraft } from "../tree.ts";
import { readGroupInfo, setGroupInfo } from "./group-info.ts";
import {
  eraseGroupMember,
  groupMemberStatus,
  listGroupMembers,
  readGroupMember,
  setGroupMember,
} from "./group-members.ts";
import { idKey } from "./keys.ts";

const { accountId } = alice;
type Patch = Omit<Parameters<typeof setGroupMember>[1], "accountId">;

function memberAfter(...patches: readonly Patch[]) {
  const draft: ConfigDraft = new Map();
  for (const patch of patches) setGroupMember(draft, { accountId, ...patch });
  const member = readGroupMember(draft, accountId);
  if (member === undefined) throw new Error("expected a member");
  const entry = (draft.get("m") as ConfigDraft).get(idKey(accountId)) as ConfigDraft; // set above
  return { member, keys: [...entry.keys()].sort().join(""), draft };
}

describe("members", () => {
  test("default: a new member is yet to be invited", () => {
    expect(memberAfter({}).member).toEqual({
      accountId,
      name: "",
      picture: undefined,
      profileUpdatedSeconds: 0,
      isAdmin: false,
      invite: "notSent",
      promotion: "accepted",
      sharesHistory: false,
      removal: "none",
    });
    expect(memberAfter({}).keys).toBe("In");
  });
  test("behaviour: a later write does not invite again", () => {
    expect(memberAfter({ invite: "accepted" }, { name: "Bob" }).keys).toBe("n");
  });
  test("behaviour: an admin has no invitation", () => {
    expect(memberAfter({ isAdmin: true }).keys).toBe("An");
    const promoted = memberAfter(
      { invite: "sent", sharesHistory: true },
      { isAdmin: true, promotion: "notSent" },
    );
    expect(promoted.keys).toBe("APn");
    expect(promoted.member).toMatchObject({ invite: "accepted", promotion: "notSent", sharesHistory: false });
  });
  test("behaviour: history is shared only by an invitation", () => {
    expect(memberAfter({ sharesHistory: true }).keys).toBe("Ins");
    expect(memberAfter({ sharesHistory: true }, { invite: "accepted" }).keys).toBe("n");
    expect(memberAfter({ invite: "accepted", sharesHistory: true }).keys).toBe("n");
  });
  test.each(["member", "memberAndMessages"] as const)(
    "behaviour: removal %s ends invitation and promotion",
    (removal) => {
      expect(memberAfter({ sharesHistory: true }, { removal }).keys).toBe("Rn");
      expect(memberAfter({ isAdmin: true, promotion: "failed" }, { removal }).keys).toBe("ARn");
    },
  );
  test("behaviour: what to show: removal, then promotion of admins, then invitation", () => {
    const status = (...patches: readonly Patch[]) => groupMemberStatus(memberAfter(...patches).member);
    expect(status({ removal: "member", isAdmin: true })).toEqual({ kind: "removal", removal: "member" });
    expect(status({ isAdmin: true, promotion: "sent" })).toEqual({ kind: "promotion", status: "sent" });
    expect(status({ promotion: "sent", invite: "failed" })).toEqual({ kind: "invite", status: "failed" });
    expect(status({ invite: "accepted" })).toEqual({ kind: "invite", status: "accepted" });
  });
  test("behaviour: an erased member is gone", () => {
    const { draft } = memberAfter({});
    setGroupMember(draft, { accountId: bob.accountId });
    eraseGroupMember(draft, accountId);
    expect(listGroupMembers(draft).map((member) => member.accountId)).toEqual([bob.accountId]);
  });
});

describe("group info", () => {
  test("behaviour: a description is cut at 600 bytes, a longer one of old is read", () => {
    const draft: ConfigDraft = new Map([["o", utf8Encode("x".repeat(2000))]]);
    const old = readGroupInfo(draft);
    expect(old.description).toHaveLength(2000);
    setGroupInfo(draft, old);
    expect(readGroupInfo(draft)).toEqual(old);
    setGroupInfo(draft, { description: "é".repeat(301) });
    expect(readGroupInfo(draft).description).toBe("é".repeat(300));
  });
  test("behaviour: 1 says that the group is destroyed", () => {
    const draft: ConfigDraft = new Map();
    setGroupInfo(draft, { isDestroyed: true });
    expect(draft).toEqual(new Map([["!", 1n]]));
  });
});
