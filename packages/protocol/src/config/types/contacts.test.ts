import { describe, expect, test } from "vitest";
import { btEncode } from "../../bt/index.ts";
import { latin1Decode } from "../../bytes/index.ts";
import { blindedIdFromKey, x25519PublicKey } from "../../identity/index.ts";
import { alice, bob } from "../../testing/index.ts";
import { parseCommunityBaseUrl } from "../community-url.ts";
import type { ConfigDraft } from "../tree.ts";
import {
  eraseBlindedContact,
  eraseContact,
  listBlindedContacts,
  listContacts,
  readBlindedContact,
  readContact,
  setBlindedContact,
  setContact,
} from "./contacts.ts";
import { idKey } from "./keys.ts";

const { accountId } = alice;
const BASE_URL = parseCommunityBaseUrl("https://example.com");
const SERVER = x25519PublicKey("ab".repeat(32));
const KEY = new Uint8Array(32).fill(0xcd);
const OLD = blindedIdFromKey("15", KEY);
const NEW = blindedIdFromKey("25", KEY);

describe("contacts", () => {
  test("default: a contact of nothing but an ID keeps its name, empty", () => {
    const draft: ConfigDraft = new Map();
    setContact(draft, { accountId });
    expect(readContact(draft, accountId)).toEqual({
      accountId,
      name: "",
      picture: undefined,
      profileUpdatedSeconds: 0,
      priority: 0,
      createdAtSeconds: 0,
      profileFeatures: 0n,
      nickname: "",
      isApproved: false,
      hasApprovedMe: false,
      isBlocked: false,
      notifications: "default",
      mutedUntilSeconds: 0,
      expiry: undefined,
    });
    expect(draft.get("c")).toEqual(new Map([[idKey(accountId), new Map([["n", new Uint8Array()]])]]));
  });
  test("behaviour: a patch leaves the rest", () => {
    const draft: ConfigDraft = new Map();
    setContact(draft, {
      accountId,
      name: "Joe",
      isApproved: true,
      expiry: { mode: "afterSend", seconds: 60 },
    });
    setContact(draft, { accountId, nickname: "Joey" });
    setContact(draft, { accountId, expiry: undefined, name: "" });
    expect(readContact(draft, accountId)).toMatchObject({
      name: "",
      nickname: "Joey",
      isApproved: true,
      expiry: undefined,
    });
  });
  test("behaviour: an erased contact is gone, others stay; erasing nobody does nothing", () => {
    const draft: ConfigDraft = new Map();
    eraseContact(draft, accountId);
    expect(draft.size).toBe(0);
    setContact(draft, { accountId });
    setContact(draft, { accountId: bob.accountId });
    eraseContact(draft, accountId);
    expect(listContacts(draft).map((contact) => contact.accountId)).toEqual([bob.accountId]);
  });
  test("behaviour: keys of another length or prefix are no contacts", () => {
    const entry = new Map([["n", new Uint8Array()]]);
    const data = new Map([
      ["c", new Map(["short", `\x03${"x".repeat(32)}`, `\x05${"x".repeat(33)}`].map((key) => [key, entry]))],
    ]);
    expect(listContacts(data)).toEqual([]);
  });
});

describe("blinded contacts", () => {
  const contact = { blindedId: OLD, baseUrl: BASE_URL, serverPublicKey: SERVER };

  test("default: one entry below its server, the older formula marked", () => {
    const draft: ConfigDraft = new Map();
    setBlindedContact(draft, { ...contact, name: "Joe" });
    expect(latin1Decode(btEncode(draft))).toBe(
      `d1:bd19:https://example.comd1:#32:${"\xab".repeat(32)}1:Rd64:${"cd".repeat(32)}d1:n3:Joe1:yi1eeeeee`,
    );
    expect(listBlindedContacts(draft)).toEqual([readBlindedContact(draft, contact)]);
    expect(readBlindedContact(draft, contact)).toMatchObject({ ...contact, name: "Joe" });
  });
  test("behaviour: the same digits under the other formula are somebody else", () => {
    const draft: ConfigDraft = new Map();
    setBlindedContact(draft, { ...contact, blindedId: NEW });
    expect(readBlindedContact(draft, contact)).toBeUndefined();
    expect(listBlindedContacts(draft).map(({ blindedId }) => blindedId)).toEqual([NEW]);
  });
  test("behaviour: the last one takes its server along", () => {
    const draft: ConfigDraft = new Map();
    const other = { ...contact, blindedId: blindedIdFromKey("25", new Uint8Array(32).fill(1)) };
    setBlindedContact(draft, contact);
    setBlindedContact(draft, other);
    eraseBlindedContact(draft, contact);
    expect(listBlindedContacts(draft)).toHaveLength(1);
    eraseBlindedContact(draft, other);
    eraseBlindedContact(draft, other);
    expect(draft).toEqual(new Map([["b", new Map()]]));
  });
});
