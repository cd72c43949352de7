import type { Version } from "../../params/index.ts";
import { btFields, type FieldReader, jsonFields } from "../fields.ts";
import { ParameterError } from "../parameter-error.ts";
import type { ClientRequest } from "../parse.ts";
import type { WireObject } from "../wire-value.ts";

/** All given conditions must hold. */
export interface IfElseCondition {
  readonly hardforkAtLeast?: readonly [number, number];
  readonly hardforkBefore?: readonly [number, number];
  readonly versionAtLeast?: Version;
  readonly versionBefore?: Version;
  readonly heightAtLeast?: number;
  readonly heightBefore?: number;
}

/** Runs one of two requests depending on the node. Spec: docs/spec/storage-rpc.md section 8. */
export interface IfElseRequest {
  readonly method: "ifelse";
  readonly condition: IfElseCondition;
  /** `then` */
  readonly whenTrue?: ClientRequest;
  /** `else` */
  readonly whenFalse?: ClientRequest;
}

/** @param readBranch reads the request of `then` or `else` */
export function parseIfElse(
  fields: FieldReader,
  readBranch: (branch: unknown, name: "then" | "else") => ClientRequest,
): IfElseRequest {
  const condition = readCondition(fields.raw("if"));
  const whenTrue = fields.raw("then");
  const whenFalse = fields.raw("else");
  if (whenTrue === undefined && whenFalse === undefined)
    throw new ParameterError('Invalid ifelse request: at least one of "then"/"else" required');
  return {
    method: "ifelse",
    condition,
    ...(whenTrue === undefined ? {} : { whenTrue: readBranch(whenTrue, "then") }),
    ...(whenFalse === undefined ? {} : { whenFalse: readBranch(whenFalse, "else") }),
  };
}

function readCondition(value: unknown): IfElseCondition {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new ParameterError('Invalid ifelse request: no valid "if" field');
  const fields = value instanceof Map ? btFields(value) : jsonFields({ ...value });
  const heightAtLeast = fields.integer("height_at_least");
  const heightBefore = fields.integer("height_before");
  const hardforkAtLeast = padded(fields.integers("hf_at_least"));
  const hardforkBefore = padded(fields.integers("hf_before"));
  const versionAtLeast = padded(fields.integers("v_at_least"));
  const versionBefore = padded(fields.integers("v_before"));
  const condition: IfElseCondition = {
    ...(hardforkAtLeast && { hardforkAtLeast: [hardforkAtLeast[0], hardforkAtLeast[1]] }),
    ...(hardforkBefore && { hardforkBefore: [hardforkBefore[0], hardforkBefore[1]] }),
    ...(versionAtLeast && { versionAtLeast }),
    ...(versionBefore && { versionBefore }),
    ...(heightAtLeast === undefined ? {} : { heightAtLeast }),
    ...(heightBefore === undefined ? {} : { heightBefore }),
  };
  if (Object.keys(condition).length === 0)
    throw new ParameterError('Invalid ifelse request: must specify at least one "if" condition');
  return condition;
}

/** @param call writes the request of a branch */
export function ifElseParams(
  request: IfElseRequest,
  call: (branch: ClientRequest) => WireObject,
): WireObject {
  const { condition, whenTrue, whenFalse } = request;
  return {
    if: {
      hf_at_least: condition.hardforkAtLeast,
      hf_before: condition.hardforkBefore,
      v_at_least: condition.versionAtLeast,
      v_before: condition.versionBefore,
      height_at_least: condition.heightAtLeast,
      height_before: condition.heightBefore,
    },
    // biome-ignore lint/suspicious/noThenProperty: the wire names this branch so, and nobody awaits it
    then: whenTrue && call(whenTrue),
    else: whenFalse && call(whenFalse),
  };
}

/** Short arrays are filled with zeros; an empty one counts as absent. */
function padded(parts: readonly number[] | undefined): Version | undefined {
  if (parts === undefined || parts.length === 0) return undefined;
  return [parts[0] ?? 0, parts[1] ?? 0, parts[2] ?? 0];
}

/** Whether the condition holds on a node. */
export function ifElseHolds(
  condition: IfElseCondition,
  node: {
    readonly hardfork: readonly [number, number];
    readonly version: Version;
    readonly height: number;
  },
): boolean {
  const { hardforkAtLeast, hardforkBefore, versionAtLeast, versionBefore, heightAtLeast, heightBefore } =
    condition;
  return (
    (hardforkAtLeast === undefined || compare(node.hardfork, hardforkAtLeast) >= 0) &&
    (hardforkBefore === undefined || compare(node.hardfork, hardforkBefore) < 0) &&
    (versionAtLeast === undefined || compare(node.version, versionAtLeast) >= 0) &&
    (versionBefore === undefined || compare(node.version, versionBefore) < 0) &&
    (heightAtLeast === undefined || node.height >= heightAtLeast) &&
    (heightBefore === undefined || node.height < heightBefore)
  );
}

function compare(a: readonly number[], b: readonly number[]): number {
  for (const [index, part] of a.entries()) {
    const difference = part - (b[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
