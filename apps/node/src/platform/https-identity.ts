import { join } from "node:path";
import { createHttpsIdentity, type TlsIdentity } from "../transport/certificate.ts";
import { readPrivateFile, writePrivateFile } from "./private-file.ts";

/** Key and certificate of the HTTPS listener, one PEM file, made on the first start. */
export function ensureHttpsIdentity(dir: string): TlsIdentity {
  const path = join(dir, "https.pem");
  const pem = readPrivateFile(path);
  if (pem !== undefined) return { keyPem: pem, certificatePem: pem };
  const identity = createHttpsIdentity();
  writePrivateFile(path, identity.keyPem + identity.certificatePem);
  return identity;
}
