import { EN } from "./en.ts";

/** The words of the interface in the reader's language. */
export const text = EN;
