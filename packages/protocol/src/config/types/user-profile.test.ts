import { describe, expect, test } from "vitest";
import { configData, editConfig, emptyConfig } from "../state.ts";
import type { ConfigDraft } from "../tree.ts";
import {
  editUserProfile,
  effectivePicture,
  lastProfileUpdateSeconds,
  readUserProfile,
  setProfilePicture,
  setReuploadedPicture,
  setUserProfile,
} from "./user-profile.ts";

const FIRST = { url: "http://example.org/1", key: new Uint8Array(32).fill(1) };
const AGAIN = { url: "http://example.org/2", key: new Uint8Array(32).fill(2) };

function profileAfter(...edits: readonly ((draft: ConfigDraft) => void)[]) {
  const draft: ConfigDraft = new Map();
  for (const edit of edits) edit(draft);
  return readUserProfile(draft);
}

const pictured = (draft: ConfigDraft): void => setProfilePicture(draft, FIRST, 100);
const reuploaded = (draft: ConfigDraft): void => setReuploadedPicture(draft, AGAIN, 200);

describe("readUserProfile", () => {
  test("default: an empty tree", () => {
    expect(readUserProfile(new Map())).toEqual({
      displayName: "",
      allowsCommunityRequests: undefined,
      profileFeatures: 0n,
      picture: undefined,
      reuploadedPicture: undefined,
      updatedSeconds: 0,
      reuploadUpdatedSeconds: 0,
      noteToSelfPriority: 0,
      noteToSelfExpirySeconds: 0,
    });
  });
});

describe("pictures", () => {
  test("behaviour: the re-uploaded one counts only when it is the newer", () => {
    const profile = profileAfter(pictured, reuploaded);
    expect(effectivePicture(profile)).toEqual(AGAIN);
    expect(effectivePicture({ ...profile, updatedSeconds: 200 })).toEqual(FIRST);
    expect(effectivePicture({ ...profile, updatedSeconds: 201 })).toEqual(FIRST);
  });
  test("behaviour: a new picture is stamped and beats the re-uploaded one, which stays", () => {
    const profile = profileAfter(pictured, reuploaded, (draft) =>
      setProfilePicture(draft, { ...FIRST, url: "http://example.org/3" }, 300),
    );
    expect(profile).toMatchObject({
      updatedSeconds: 300,
      reuploadUpdatedSeconds: 200,
      reuploadedPicture: AGAIN,
    });
    expect(effectivePicture(profile)?.url).toBe("http://example.org/3");
  });
  test("behaviour: a removal takes the re-uploaded one along", () => {
    const profile = profileAfter(pictured, reuploaded, (draft) => setProfilePicture(draft, undefined, 300));
    expect(profile).toMatchObject({
      picture: undefined,
      reuploadedPicture: undefined,
      updatedSeconds: 300,
      reuploadUpdatedSeconds: 300,
    });
    expect(effectivePicture(profile)).toBeUndefined();
  });
  test("behaviour: a removal without a re-uploaded picture stamps the profile alone", () => {
    const profile = profileAfter(pictured, (draft) => setProfilePicture(draft, undefined, 300));
    expect(profile).toMatchObject({ updatedSeconds: 300, reuploadUpdatedSeconds: 0 });
  });
  test("behaviour: a removal finds a re-uploaded picture that stands alone", () => {
    const profile = profileAfter(reuploaded, (draft) => setProfilePicture(draft, undefined, 300));
    expect(effectivePicture(profile)).toBeUndefined();
  });
  test("behaviour: the time for messages is the later one", () => {
    expect(lastProfileUpdateSeconds(profileAfter(pictured, reuploaded))).toBe(200);
    expect(lastProfileUpdateSeconds(profileAfter(pictured))).toBe(100);
  });
});

describe("editUserProfile", () => {
  const renamed = (draft: ConfigDraft): void => editUserProfile(draft, { displayName: "Kallie" }, 300);

  test("behaviour: stamps the larger of the two times, so that the picture stays", () => {
    const profile = profileAfter(pictured, reuploaded, renamed);
    expect(profile).toMatchObject({
      displayName: "Kallie",
      updatedSeconds: 100,
      reuploadUpdatedSeconds: 300,
    });
    expect(effectivePicture(profile)).toEqual(AGAIN);
  });
  test("behaviour: stamps the profile on a tie and without any time", () => {
    expect(profileAfter(renamed)).toMatchObject({ updatedSeconds: 300, reuploadUpdatedSeconds: 0 });
    const tied = (draft: ConfigDraft): void =>
      setUserProfile(draft, { updatedSeconds: 200, reuploadUpdatedSeconds: 200 });
    expect(profileAfter(tied, renamed)).toMatchObject({ updatedSeconds: 300, reuploadUpdatedSeconds: 200 });
  });
  test("behaviour: community requests have three states", () => {
    const states = [true, false, undefined].map((allowsCommunityRequests) =>
      profileAfter((draft) => editUserProfile(draft, { allowsCommunityRequests }, 300)),
    );
    expect(states.map((profile) => profile.allowsCommunityRequests)).toEqual([true, false, undefined]);
    expect(states.map((profile) => profile.updatedSeconds)).toEqual([300, 300, 0]);
  });
});

describe("equal edits", () => {
  test("behaviour: an edit that comes to nothing leaves no stamp", () => {
    const overlong = "x".repeat(101);
    const profile = profileAfter(
      (draft) => editUserProfile(draft, { displayName: overlong }, 100),
      (draft) => editUserProfile(draft, { displayName: overlong }, 200),
      (draft) => setProfilePicture(draft, { ...FIRST, url: "u".repeat(224) }, 200),
    );
    expect(profile).toMatchObject({ displayName: "x".repeat(100), picture: undefined, updatedSeconds: 100 });
  });
  test("behaviour: neither stamp nor dirty the config", () => {
    const state = editConfig(emptyConfig(), (draft) => {
      pictured(draft);
      reuploaded(draft);
      editUserProfile(draft, { displayName: "Kallie", profileFeatures: 3n }, 250);
    });
    const again = editConfig(state, (draft) => {
      setProfilePicture(draft, FIRST, 400);
      setReuploadedPicture(draft, AGAIN, 400);
      editUserProfile(draft, { displayName: "Kallie", profileFeatures: 3n }, 400);
      setUserProfile(draft, readUserProfile(configData(state)));
    });
    expect(again).toBe(state);
  });
});
