import { createDecipheriv } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { concatBytes, hexDecode, hexEncode } from "../bytes/index.ts";
import { bytes, errorCode, loadVector, scriptedRandom, seededRandom } from "../testing/index.ts";
import { openProfilePicture, sealDeterministicAttachment, sealLegacyProfilePicture } from "./index.ts";
import { KEY, labelled, SAMPLE, SEED } from "./testing/samples.ts";

const vectors = loadVector<{
  readonly profile_picture_legacy: readonly {
    readonly profile_key: string;
    readonly iv: string;
    readonly data_hex: string;
    readonly encrypted_hex: string;
  }[];
}>("attachment");

describe("vectors/attachment.json", () => {
  test.each(vectors.profile_picture_legacy)("default: legacy profile picture $profile_key", (vector) => {
    const picture = hexDecode(vector.data_hex);
    const profileKey = hexDecode(vector.profile_key);
    const body = sealLegacyProfilePicture({
      picture,
      profileKey,
      random: scriptedRandom(hexDecode(vector.iv)),
    });
    expect(hexEncode(body)).toBe(vector.encrypted_hex);
    expect(openProfilePicture({ body, profileKey, url: "http://host/file/1" })).toEqual(picture);
  });
});

describe("profile pictures", () => {
  const profileKey = labelled("profile key", 32);
  const url = "http://host/file/1";

  test("default: node:crypto opens what we seal", () => {
    const body = sealLegacyProfilePicture({ picture: SAMPLE, profileKey, random: seededRandom("picture") });
    const decipher = createDecipheriv("aes-256-gcm", profileKey, body.subarray(0, 12));
    decipher.setAuthTag(body.subarray(-16));
    const picture = concatBytes(decipher.update(body.subarray(12, -16)), decipher.final());
    expect(hexEncode(picture)).toBe(hexEncode(SAMPLE));
  });
  test("behaviour: the flag in the URL selects the deterministic scheme", () => {
    const { body, key } = sealDeterministicAttachment({
      file: SAMPLE,
      ed25519Seed: SEED,
      purpose: "profilePicture",
    });
    expect(openProfilePicture({ body, profileKey: key, url: `${url}#d` })).toEqual(SAMPLE);
    expect(errorCode(() => openProfilePicture({ body, profileKey: key, url }))).toBe("decryption_failed");
  });
  test("behaviour: pictures of any content come back, and no part of them opens", () => {
    const random = seededRandom("pictures");
    fc.assert(
      fc.property(bytes({ max: 300 }), fc.nat(), (picture, cut) => {
        const body = sealLegacyProfilePicture({ picture, profileKey, random });
        expect(openProfilePicture({ body, profileKey, url })).toEqual(picture);
        const prefix = body.subarray(0, cut % body.length);
        expect(errorCode(() => openProfilePicture({ body: prefix, profileKey, url }))).not.toBe("none");
      }),
    );
  });
  test("error: noise is never a picture, by either scheme", () => {
    fc.assert(
      fc.property(bytes({ max: 300 }), fc.constantFrom(url, `${url}#d`), (body, anyUrl) => {
        expect(errorCode(() => openProfilePicture({ body, profileKey, url: anyUrl }))).not.toBe("none");
      }),
    );
  });
  test("error: keys of another length, bodies too short or too long, a wrong key", () => {
    const body = sealLegacyProfilePicture({ picture: SAMPLE, profileKey, random: seededRandom("picture") });
    const open = (change: { readonly body?: Uint8Array; readonly profileKey?: Uint8Array }) =>
      errorCode(() => openProfilePicture({ body, profileKey, url, ...change }));
    expect(open({ profileKey: profileKey.subarray(1) })).toBe("invalid_length");
    expect(open({ body: body.subarray(0, 27) })).toBe("invalid_length");
    expect(open({ body: new Uint8Array(10_300_001) })).toBe("invalid_length");
    expect(open({ profileKey: KEY })).toBe("decryption_failed");
    const random = seededRandom("picture");
    expect(() =>
      sealLegacyProfilePicture({ picture: SAMPLE, profileKey: new Uint8Array(64), random }),
    ).toThrow(RangeError);
  });
});
