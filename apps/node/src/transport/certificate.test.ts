import { createHash, createPrivateKey, createPublicKey, X509Certificate } from "node:crypto";
import { describe, expect, test } from "vitest";
import { createHttpsIdentity, ed25519Certificate, ed25519KeyOf } from "./certificate.ts";

const seed = createHash("sha256").update("certificate test").digest();

describe("ed25519Certificate", () => {
  test("default: verifies under its own key, which is the node's", () => {
    const { certificatePem, keyPem } = ed25519Certificate(seed);
    const certificate = new X509Certificate(certificatePem);
    expect(certificate.verify(certificate.publicKey)).toBe(true);
    expect(certificate.checkPrivateKey(createPrivateKey(keyPem))).toBe(true);
    const jwk = createPublicKey(keyPem).export({ format: "jwk" });
    expect(ed25519KeyOf(certificate.publicKey)).toBe(Buffer.from(jwk.x ?? "", "base64url").toString("hex"));
  });

  test("behaviour: the same seed gives the same certificate", () => {
    expect(ed25519Certificate(seed).certificatePem).toBe(ed25519Certificate(seed).certificatePem);
  });
});

describe("createHttpsIdentity", () => {
  test("default: a self-signed P-256 certificate, new each time", () => {
    const one = createHttpsIdentity();
    const certificate = new X509Certificate(one.certificatePem);
    expect(certificate.publicKey.asymmetricKeyDetails?.namedCurve).toBe("prime256v1");
    expect(certificate.verify(certificate.publicKey)).toBe(true);
    expect(certificate.subject).toBe("CN=service node");
    expect(createHttpsIdentity().certificatePem).not.toBe(one.certificatePem);
  });

  test("behaviour: is not taken for an Ed25519 key", () => {
    expect(ed25519KeyOf(new X509Certificate(createHttpsIdentity().certificatePem).publicKey)).toBeUndefined();
  });
});
