import { describe, expect, test } from "vitest";
import { hexDecode, hexEncode } from "../bytes/index.ts";
import { parseAccountId, parseGroupId } from "../identity/index.ts";
import { alice, bob, carol, errorCode, loadVector } from "../testing/index.ts";
import {
  type AdminStatement,
  deriveGroup,
  makeAuthData,
  openInvite,
  openPromotion,
  signAdminStatement,
  statementText,
  verifyAdminStatement,
} from "./index.ts";

const TIME = 1_760_000_000_000;

describe("vectors/group-message.json", () => {
  const { admin_signatures, group_identity_seed, group_id, keys } = loadVector<{
    readonly group_identity_seed: string;
    readonly group_id: string;
    readonly keys: Readonly<Record<"A" | "B" | "C", { readonly account_id: string }>>;
    readonly admin_signatures: readonly {
      readonly what: string;
      readonly signed_text: string;
      readonly signature: string;
    }[];
  }>("group-message");
  const group = deriveGroup(hexDecode(group_identity_seed));
  const statements: Readonly<Record<string, AdminStatement>> = {
    "invite of B": { kind: "invite", invitee: parseAccountId(keys.B.account_id) },
    "info change NAME (type 1)": { kind: "infoChange", type: "NAME" },
    "member change ADDED (type 1)": { kind: "memberChange", type: "ADDED" },
    "delete content of C": {
      kind: "deleteContent",
      memberIds: [parseAccountId(keys.C.account_id)],
      messageHashes: [],
    },
  };

  test.each(admin_signatures)("default: $what", ({ what, signed_text, signature }) => {
    const statement = statements[what] ?? expect.unreachable(`a statement for ${what}`);
    expect(statementText(statement, TIME)).toBe(signed_text);
    expect(hexEncode(signAdminStatement({ statement, timestampMs: TIME, group }))).toBe(signature);
    const claim = { statement, timestampMs: TIME, signature: hexDecode(signature) };
    expect(verifyAdminStatement({ ...claim, groupId: parseGroupId(group_id) })).toBe(true);
  });
});

const group = deriveGroup(new Uint8Array(32).fill(0x67));
const { groupId } = group;

describe("admin statements", () => {
  test.each<[string, AdminStatement]>([
    ["INFO_CHANGE25", { kind: "infoChange", type: "AVATAR" }],
    ["INFO_CHANGE35", { kind: "infoChange", type: "DISAPPEARING_MESSAGES" }],
    ["MEMBER_CHANGE25", { kind: "memberChange", type: "REMOVED" }],
    ["MEMBER_CHANGE35", { kind: "memberChange", type: "PROMOTED" }],
    [
      `DELETE_CONTENT5${alice.accountId}${bob.accountId}h1h2`,
      {
        kind: "deleteContent",
        memberIds: [alice.accountId, bob.accountId],
        messageHashes: ["h1", "h2"],
      },
    ],
    ["DELETE_CONTENT5", { kind: "deleteContent", memberIds: [], messageHashes: [] }],
  ])("default: %s", (text, statement) => {
    expect(statementText(statement, 5)).toBe(text);
  });

  const statement: AdminStatement = { kind: "infoChange", type: "NAME" };
  const signature = signAdminStatement({ statement, timestampMs: TIME, group });
  const claim = { statement, timestampMs: TIME, signature, groupId };
  test.each([
    ["as signed", claim, true],
    ["another time", { ...claim, timestampMs: TIME + 1 }, false],
    ["another statement", { ...claim, statement: { kind: "infoChange", type: "AVATAR" } as const }, false],
    ["another group", { ...claim, groupId: deriveGroup(new Uint8Array(32)).groupId }, false],
    ["a short signature", { ...claim, signature: signature.subarray(1) }, false],
    ["no signature", { ...claim, signature: new Uint8Array() }, false],
    ["a changed signature", { ...claim, signature: signature.map((byte) => byte ^ 1) }, false],
  ])("behaviour: %s", (_name, options, expected) => {
    expect(verifyAdminStatement(options)).toBe(expected);
  });

  test.each([-1, 0.5, 2 ** 53])("error: time %d", (timestampMs) => {
    expect(() => statementText(statement, timestampMs)).toThrow(RangeError);
  });
});

describe("openInvite", () => {
  const invite = {
    groupSessionId: groupId,
    name: "Friends",
    memberAuthData: makeAuthData({ group, member: alice.accountId }),
    adminSignature: signAdminStatement({
      statement: { kind: "invite", invitee: alice.accountId },
      timestampMs: TIME,
      group,
    }),
  };
  const open = (changes: Partial<typeof invite> = {}, account = alice, timestampMs = TIME) =>
    openInvite({ invite: { ...invite, ...changes }, account, timestampMs });

  test("default", () => {
    expect(open()).toMatchObject({
      groupId,
      name: "Friends",
      authData: invite.memberAuthData,
      subaccount: { groupId },
    });
  });
  test("error: for another account", () => {
    expect(errorCode(() => open({}, bob))).toBe("signature_invalid");
  });
  test("error: of another time", () => {
    expect(errorCode(() => open({}, alice, TIME + 1))).toBe("signature_invalid");
  });
  test("error: auth data of another account", () => {
    const memberAuthData = makeAuthData({ group, member: carol.accountId });
    expect(errorCode(() => open({ memberAuthData }))).toBe("signature_invalid");
  });
  test("error: auth data of another length", () => {
    const memberAuthData = makeAuthData({ group, member: alice.accountId });
    for (const part of [memberAuthData.slice(1), new Uint8Array()])
      expect(() =>
        openInvite({ invite: { ...invite, memberAuthData: part }, account: alice, timestampMs: TIME }),
      ).toThrow(expect.objectContaining({ code: "invalid_length" }));
  });
  test("error: no group ID", () => {
    const run = () =>
      openInvite({
        invite: { ...invite, groupSessionId: alice.accountId },
        account: alice,
        timestampMs: TIME,
      });
    expect(errorCode(run)).toBe("invalid_encoding");
  });
});

describe("openPromotion", () => {
  test("default: the seed says which group it is", () => {
    const promoted = openPromotion({ groupIdentitySeed: Uint8Array.from(group.ed25519Seed), name: "x" });
    expect(promoted).toEqual(group);
  });
  test.each([0, 31, 64])("error: a seed of %i bytes", (length) => {
    const run = () => openPromotion({ groupIdentitySeed: new Uint8Array(length), name: "x" });
    expect(errorCode(run)).toBe("invalid_length");
  });
});
