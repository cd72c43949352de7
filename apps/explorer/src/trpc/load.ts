import { type Failure, failureOf } from "./failure.ts";

/** What the server found for one part of a page; a part that failed leaves the others alone. */
export type Loaded<T> =
  | { readonly ok: true; readonly value: T; readonly atMs: number }
  | { readonly ok: false; readonly failure: Failure; readonly atMs: number };

export async function load<T>(ask: () => Promise<T>, nowMs: () => number): Promise<Loaded<T>> {
  try {
    const value = await ask();
    return { ok: true, value, atMs: nowMs() };
  } catch (error) {
    return { ok: false, failure: failureOf(error), atMs: nowMs() };
  }
}
