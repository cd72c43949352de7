import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { DER, der } from "./der.ts";

/** A key and its self-signed certificate, as TLS contexts take them. */
export interface TlsIdentity {
  readonly keyPem: string;
  readonly certificatePem: string;
}

const OID_ED25519 = [0x2b, 0x65, 0x70];
const OID_ECDSA_SHA256 = [0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02];
const OID_COMMON_NAME = [0x55, 0x04, 0x03];
const ED25519_PKCS8_PREFIX = Buffer.from("302e020100300506032b657004220420", "hex");

/**
 * Self-signed X.509 v3 certificate. The dates are fixed: nobody checks them, since trust comes from the
 * key itself (peer link) or from the onion layers (clients), and the certificate of an Ed25519 key is
 * then the same bytes each time.
 */
function selfSigned(key: KeyObject, digest: "sha256" | null, algorithmOid: readonly number[]): TlsIdentity {
  const algorithm = der(DER.sequence, der(DER.objectId, algorithmOid));
  const name = der(
    DER.sequence,
    der(
      DER.set,
      der(DER.sequence, der(DER.objectId, OID_COMMON_NAME), der(DER.utf8String, Buffer.from("service node"))),
    ),
  );
  const validity = der(
    DER.sequence,
    der(DER.utcTime, Buffer.from("200101000000Z")),
    der(DER.generalizedTime, Buffer.from("99991231235959Z")),
  );
  const version3 = der(0xa0, der(DER.integer, [2]));
  const publicKey = createPublicKey(key).export({ format: "der", type: "spki" });
  const body = der(DER.sequence, version3, der(DER.integer, [1]), algorithm, name, validity, name, publicKey);
  const certificate = der(DER.sequence, body, algorithm, der(DER.bitString, [0], sign(digest, body, key)));
  return {
    keyPem: key.export({ format: "pem", type: "pkcs8" }).toString(),
    certificatePem: pem("CERTIFICATE", certificate),
  };
}

function pem(label: string, bytes: Uint8Array): string {
  const lines =
    Buffer.from(bytes)
      .toString("base64")
      .match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----\n${lines.join("\n")}\n-----END ${label}-----\n`;
}

/** Certificate whose key is the node's Ed25519 key: what both ends of the peer link present. */
export function ed25519Certificate(seed: Uint8Array): TlsIdentity {
  const key = createPrivateKey({
    key: Buffer.concat([ED25519_PKCS8_PREFIX, seed]),
    format: "der",
    type: "pkcs8",
  });
  return selfSigned(key, null, OID_ED25519);
}

/** Fresh P-256 certificate for the HTTPS listener: clients and browsers know no Ed25519 certificates. */
export function createHttpsIdentity(): TlsIdentity {
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  return selfSigned(privateKey, "sha256", OID_ECDSA_SHA256);
}

/** The raw Ed25519 key of a TLS certificate as hex, or undefined when it holds another kind of key. */
export function ed25519KeyOf(publicKey: KeyObject): string | undefined {
  if (publicKey.asymmetricKeyType !== "ed25519") return undefined;
  const spki = publicKey.export({ format: "der", type: "spki" });
  return spki.subarray(spki.length - 32).toString("hex");
}
