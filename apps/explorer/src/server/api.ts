import { headers } from "next/headers";
import { type Api, createApi } from "../trpc/api.ts";
import { type Loaded, load } from "../trpc/load.ts";
import { readConfig } from "./config.ts";

/** The API as this process reaches it; the address is read for every request, never at build time. */
export function serverApi(): Api {
  return createApi(readConfig().apiUrl);
}

/** Asks the API for one part of a page. */
export function ask<T>(question: (api: Api) => Promise<T>): Promise<Loaded<T>> {
  return load(() => question(serverApi()), serverNowMs);
}

export function serverNowMs(): number {
  return Date.now();
}

/**
 * Whether the browser asks for a whole document. Then the page waits for its data, so that it is complete
 * without client script; inside the app it shows skeletons at once and fills them.
 */
export async function isDocumentRequest(): Promise<boolean> {
  const destination = (await headers()).get("sec-fetch-dest");
  return destination === null || destination === "document";
}
