import { DecodeError } from "../../errors.ts";

/** What a strict parser returns, or undefined where it refuses: readers of configs take no offence at odd data. */
export function attempt<T>(parse: () => T): T | undefined {
  try {
    return parse();
  } catch (error) {
    if (error instanceof DecodeError) return undefined;
    throw error;
  }
}
