import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { bytes, errorCode } from "../testing/index.ts";
import {
  base32zDecode,
  base32zEncode,
  base64Decode,
  base64Encode,
  base64EncodeUnpadded,
  bytesOfLength,
  compareBytes,
  concatBytes,
  equalBytes,
  hexDecode,
  hexEncode,
  latin1Decode,
  latin1Encode,
  utf8Decode,
  utf8Encode,
} from "./index.ts";

const texts = [
  { name: "hex", encode: hexEncode, decode: hexDecode },
  { name: "base64", encode: base64Encode, decode: base64Decode },
  { name: "base64 unpadded", encode: base64EncodeUnpadded, decode: base64Decode },
  { name: "base32z", encode: base32zEncode, decode: base32zDecode },
  { name: "latin1", encode: latin1Decode, decode: latin1Encode },
];

describe.each(texts)("$name", ({ encode, decode }) => {
  test("behaviour: decoding gives back what was encoded", () => {
    fc.assert(fc.property(bytes({ max: 300 }), (input) => equalBytes(decode(encode(input)), input)));
  });
});

describe("texts accepted", () => {
  test.each([
    { name: "hex", decode: hexDecode },
    { name: "base32z", decode: base32zDecode },
  ])("error: $name throws nothing but DecodeError", ({ decode }) => {
    fc.assert(
      fc.property(fc.string({ maxLength: 40 }), (text) => {
        expect(["none", "invalid_encoding"]).toContain(errorCode(() => decode(text)));
      }),
    );
  });

  test("error: base32z accepts only canonical text", () => {
    const symbol = fc.constantFrom(..."yb9hYl");
    fc.assert(
      fc.property(fc.string({ unit: symbol, maxLength: 16 }), (text) => {
        if (errorCode(() => base32zDecode(text)) === "none")
          expect(base32zEncode(base32zDecode(text))).toBe(text);
      }),
    );
  });

  test("error: base64 throws nothing but DecodeError, and accepts only canonical text", () => {
    const symbol = fc.constantFrom(..."ABab09+/=- \n");
    fc.assert(
      fc.property(fc.string({ unit: symbol, maxLength: 12 }), (text) => {
        if (errorCode(() => base64Decode(text)) === "none")
          expect([base64Encode(base64Decode(text)), base64EncodeUnpadded(base64Decode(text))]).toContain(
            text,
          );
      }),
    );
  });
});

describe("hex", () => {
  test("default", () => {
    expect(hexEncode(Uint8Array.of(0, 0x0f, 0xf0, 0xff))).toBe("000ff0ff");
    expect(hexDecode("000FF0ff")).toEqual(Uint8Array.of(0, 0x0f, 0xf0, 0xff));
  });
  test.each(["0", "0g", "0x00", "é0", " 00"])("error: %j is refused", (text) => {
    expect(errorCode(() => hexDecode(text))).toBe("invalid_encoding");
  });
});

describe("base64", () => {
  test("default: RFC 4648 examples", () => {
    expect(base64Encode(utf8Encode("foob"))).toBe("Zm9vYg==");
    expect(base64EncodeUnpadded(utf8Encode("foob"))).toBe("Zm9vYg");
    expect(utf8Decode(base64Decode("Zm9vYmE="))).toBe("fooba");
    expect(utf8Decode(base64Decode("Zm9vYmE"))).toBe("fooba");
  });
  test("behaviour: agrees with the platform on large input", () => {
    const large = Uint8Array.from({ length: 100_001 }, (_, index) => index * 7);
    expect(base64Encode(large)).toBe(Buffer.from(large).toString("base64"));
  });
  test.each(["A", "AAAAA", "A===", "=", "====", "Zm9vYg=", "Zm9vYh==", "Zm9v\n", "Zm9-", "AA=A"])(
    "error: %j is refused",
    (text) => {
      expect(errorCode(() => base64Decode(text))).toBe("invalid_encoding");
    },
  );
});

describe("base32z", () => {
  test("default: 32 bytes give 52 characters", () => {
    expect(base32zEncode(new Uint8Array(32))).toBe("y".repeat(52));
    expect(base32zEncode(Uint8Array.of(0xff))).toBe("9h");
  });
  test.each(["y", "yb", "YY", "0y"])("error: %j is refused", (text) => {
    expect(errorCode(() => base32zDecode(text))).toBe("invalid_encoding");
  });
});

describe("utf8", () => {
  test("behaviour: a byte order mark stays, a lone surrogate becomes U+FFFD", () => {
    expect(utf8Decode(Uint8Array.of(0xef, 0xbb, 0xbf, 0x61))).toBe("\ufeffa");
    expect(utf8Encode("\ud800")).toEqual(Uint8Array.of(0xef, 0xbf, 0xbd));
  });
  test("behaviour: any text survives, any bytes give text or DecodeError", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), bytes({ max: 8 }), (text, noise) => {
        expect(utf8Decode(utf8Encode(text))).toBe(text);
        if (errorCode(() => utf8Decode(noise)) === "none")
          expect(utf8Encode(utf8Decode(noise))).toEqual(noise);
      }),
    );
  });
  test("error: bytes that are not UTF-8", () => {
    expect(errorCode(() => utf8Decode(Uint8Array.of(0xc3, 0x28)))).toBe("invalid_encoding");
  });
});

describe("arrays", () => {
  test("behaviour: order is that of unsigned bytes, a prefix first", () => {
    const sorted = ["", "00", "007f", "0080", "7f", "80", "ff"].map((hex) => hexDecode(hex));
    expect(sorted.toReversed().sort(compareBytes)).toEqual(sorted);
  });
  test("behaviour: equality needs equal length and bytes", () => {
    expect(equalBytes(Uint8Array.of(1, 2), Uint8Array.of(1, 2))).toBe(true);
    expect(equalBytes(Uint8Array.of(1, 2), Uint8Array.of(1, 3))).toBe(false);
    expect(equalBytes(Uint8Array.of(1, 0), Uint8Array.of(1))).toBe(false);
  });
  test("default: concatenation", () => {
    expect(concatBytes(Uint8Array.of(1), new Uint8Array(), Uint8Array.of(2, 3))).toEqual(
      Uint8Array.of(1, 2, 3),
    );
  });
  test("error: latin1 has no characters above U+00FF", () => {
    expect(() => latin1Encode("\u0100")).toThrow(RangeError);
  });
});

describe("bytesOfLength", () => {
  test("default", () => {
    const two = Uint8Array.of(1, 2);
    expect(bytesOfLength(two, 2, "two")).toBe(two);
    expect(() => bytesOfLength(two, 3, "two")).toThrow(new RangeError("two: expected 3 bytes, got 2"));
  });
});
