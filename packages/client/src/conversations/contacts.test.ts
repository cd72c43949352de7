import { bob } from "@session/testkit/fixtures";
import { describe, expect, test } from "vitest";
import { approved, contactName, heardFrom, newContact, nicknamed } from "./contacts.ts";

const contact = newContact(bob.accountId, 1);

describe("heardFrom", () => {
  test("default: they accept us, and their profile is taken", () => {
    expect(heardFrom(contact, { name: "Bob", updatedSeconds: 5 })).toMatchObject({
      hasApprovedMe: true,
      isApproved: false,
      profileName: "Bob",
      profileUpdatedSeconds: 5,
    });
  });

  test("behaviour: only a newer profile counts; without times the last one does", () => {
    const known = heardFrom(contact, { name: "Bob", updatedSeconds: 5 });
    expect(heardFrom(known, { name: "Robert", updatedSeconds: 5 })).toBe(known);
    expect(heardFrom(known, { name: "Robert", updatedSeconds: 0 })).toBe(known);
    expect(heardFrom(known, { name: "Robert", updatedSeconds: 6 }).profileName).toBe("Robert");
    const timeless = heardFrom(contact, { name: "Bob", updatedSeconds: 0 });
    expect(heardFrom(timeless, { name: "Robert", updatedSeconds: 0 }).profileName).toBe("Robert");
  });

  test("behaviour: nothing new gives the same object", () => {
    const known = heardFrom(contact, undefined);
    expect(heardFrom(known, undefined)).toBe(known);
    expect(approved(approved(contact))).toEqual(approved(contact));
  });
});

test("contactName: the nickname wins over the profile, and can be taken away", () => {
  const named = nicknamed(heardFrom(contact, { name: "Bob", updatedSeconds: 5 }), "Bobby");
  expect(contactName(named)).toBe("Bobby");
  expect(contactName(nicknamed(named, ""))).toBe("Bob");
  expect(contactName(contact)).toBeUndefined();
  expect(contactName(undefined)).toBeUndefined();
});
