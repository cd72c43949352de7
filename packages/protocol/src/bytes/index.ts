export { bytesOfLength, compareBytes, concatBytes, equalBytes } from "./arrays.ts";
export { latin1Decode, latin1Encode } from "./ascii.ts";
export { base32zDecode, base32zEncode } from "./base32z.ts";
export { base64Decode, base64Encode, base64EncodeUnpadded } from "./base64.ts";
export { hexDecode, hexEncode } from "./hex.ts";
export { utf8Decode, utf8Encode } from "./utf8.ts";
