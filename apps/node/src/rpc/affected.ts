import type { AffectedHashes } from "@session/protocol/rpc";
import type { MailboxHash, NamespaceSelector } from "../store/message-store.ts";

/** One list for one namespace; for "all" a list per namespace. The store's ascending order stays. */
export function byNamespace(selector: NamespaceSelector, hashes: readonly MailboxHash[]): AffectedHashes {
  if (selector !== "all") return hashes.map(({ hash }) => hash);
  const lists = new Map<number, string[]>();
  for (const { namespace, hash } of hashes) {
    const list = lists.get(namespace);
    if (list === undefined) lists.set(namespace, [hash]);
    else list.push(hash);
  }
  return lists;
}
