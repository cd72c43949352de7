import { z } from "zod";

/** Where a page ended: the sort value of its last row and, among equal ones, its ID. */
export interface KeysetCursor {
  readonly value: string;
  readonly id: number;
}

const shape = z.tuple([z.string().max(100), z.int().min(0)]);

/** Opaque to callers. */
export function encodeCursor({ value, id }: KeysetCursor): string {
  return JSON.stringify([value, id]);
}

/** A cursor that we did not give out. Routers answer it as a bad request. */
export class BadCursorError extends Error {
  constructor() {
    super("cursor: expected the nextCursor of an earlier page");
    this.name = "BadCursorError";
  }
}

/** @throws BadCursorError */
export function decodeCursor(text: string, type: "numeric" | "text"): KeysetCursor {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new BadCursorError();
  }
  const parsed = shape.safeParse(json);
  if (!parsed.success) throw new BadCursorError();
  const [value, id] = parsed.data;
  if (type === "numeric" && !/^-?[0-9]{1,78}$/.test(value)) throw new BadCursorError();
  return { value, id };
}
