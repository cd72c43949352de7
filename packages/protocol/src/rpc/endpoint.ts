import { utf8Encode } from "../bytes/index.ts";
import type { ReadOptions } from "./auth.ts";
import type { FieldReader } from "./fields.ts";
import type { WireObject } from "./wire-value.ts";

/**
 * One endpoint as a value: how its request is read from either encoding, written back, and signed.
 * `parse` throws ParameterError only.
 */
export interface Endpoint<Request> {
  readonly name: string;
  readonly aliases: readonly string[];
  /** Executed by the contacted node and forwarded to every other member of the swarm. */
  readonly recursive: boolean;
  parse(fields: FieldReader, options: ReadOptions): Request;
  /** Parameters as a client sends them (`client`) or as swarm members pass them on (`forward`). */
  params(request: Request, form: "client" | "forward"): WireObject;
  /** The bytes the request's signature covers; undefined for endpoints that are never signed. */
  signedPayload(request: Request): Uint8Array | undefined;
}

/** Concatenates numbers in shortest decimal form and ASCII text: how signed bytes are built. */
export function signedText(...parts: readonly (string | number)[]): Uint8Array {
  return utf8Encode(parts.join(""));
}
