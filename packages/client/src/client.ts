import { nobleCrypto } from "@session/protocol/crypto";
import type { AccountId, Ed25519PublicKey } from "@session/protocol/identity";
import { recoveryPhraseOf, restoreAccount } from "./account/account.ts";
import { saveProfile, storedProfile } from "./account/profile.ts";
import type { Client, ClientOptions } from "./client-types.ts";
import { checkedAccountId, listConversations, openConversation } from "./conversations/book.ts";
import { approved, newContact, nicknamed } from "./conversations/contacts.ts";
import type { Contact, Message } from "./conversations/types.ts";
import { toMessage } from "./conversations/views.ts";
import { clientError, errorCode, isRetryable } from "./errors.ts";
import { createEmitter } from "./events/emitter.ts";
import { iterateMessages } from "./events/iterate.ts";
import type { ClientEvent, ClientEvents, ConnectionStatus } from "./events/types.ts";
import { createComposer } from "./messages/compose.ts";
import { checkName, type OwnProfile } from "./messages/outgoing.ts";
import { createReceiver } from "./messages/receive.ts";
import { createNetwork, type Network } from "./network/network.ts";
import { abortable } from "./network/single-flight.ts";
import type { Path } from "./network/types.ts";
import { createOutbox } from "./outbox/outbox.ts";
import { createPoller } from "./polling/poller.ts";
import type { ClientPorts } from "./ports.ts";

/** What `stop` gives running sends to finish. */
const FLUSH_MS = 5_000;

/**
 * One account on one network: sends, receives, keeps contacts and history in its store.
 *
 * Nothing happens before `start`. The store stays the caller's, to be closed after `stop`; a shared network likewise.
 *
 * @throws ClientError account_missing, invalid_config, invalid_name; SessionError of `restoreAccount` for a wrong phrase
 * @example
 * const client = createClient({ recoveryPhrase, network: { seedUrls }, store: memoryStore() }, nodePorts());
 * client.on("message", async (message) => { await client.send(message.conversation, { text: message.text }); });
 * await client.start();
 */
export function createClient(options: ClientOptions, ports: ClientPorts): Client {
  const { store } = options;
  const { clock, random, telemetry, crypto = nobleCrypto } = ports;
  if (options.displayName !== undefined) checkName(options.displayName);
  const isShared = "rpc" in options.network;
  const account =
    options.account ??
    (options.recoveryPhrase === undefined ? undefined : restoreAccount(options.recoveryPhrase, { crypto }));
  if (!account) throw clientError("account_missing", "expected an account or a recovery phrase");
  const self = account.accountId;
  const network: Network =
    "rpc" in options.network ? options.network : createNetwork(options.network, { ...ports, store });
  const { config, time } = network;

  const emitter = createEmitter();
  /** Ends receiving. */
  const life = new AbortController();
  let status: ConnectionStatus = "connecting";
  let profile: OwnProfile | undefined;
  let starting: Promise<void> | undefined;
  let stopping: Promise<void> | undefined;
  let receiving: Promise<void> | undefined;
  let lastTurn: Promise<unknown> = Promise.resolve();

  function report(error: unknown): void {
    const code = errorCode(error);
    telemetry?.log({ level: "warn", message: "client failure", fields: { code } });
    const message = error instanceof Error ? error.message : String(error);
    // A failing error handler has nobody left to tell.
    emitter.emit("error", { code, message }).catch(() => telemetry?.count("error_handler_failed"));
  }

  /** For events that nobody waits for. */
  function announce<E extends ClientEvent>(event: E, payload: ClientEvents[E]): void {
    emitter.emit(event, payload).catch((cause: unknown) => {
      report(clientError("handler_failed", `${event}: a handler failed`, { cause }));
    });
  }

  /** Failures of the network show in the status; everything else is an error. */
  function reportPolling(error: unknown): void {
    const code = errorCode(error);
    telemetry?.count(`poll_failed_${code}`);
    if (!isRetryable(error) || code === "handler_failed") report(error);
  }

  const composer = createComposer(config, { account, clock, random, crypto, store, time });
  const outbox = createOutbox(config, {
    clock,
    random,
    store,
    crypto,
    rpc: network.rpc,
    pool: network.pool,
    onMessage: (message) => announce("messageStatus", toMessage(message)),
    followUp: composer.syncCopy,
    onError: report,
  });
  const receiver = createReceiver(config, {
    account,
    clock,
    store,
    crypto,
    emitter,
    signal: life.signal,
    onDrop: (reason) => telemetry?.log({ level: "debug", message: "message dropped", fields: { reason } }),
    onError: report,
  });
  const poller = createPoller(config, {
    account,
    clock,
    random,
    crypto,
    store,
    receiver,
    time,
    rpc: network.rpc,
    onStatus(next, clockOffsetMs) {
      status = next;
      if (status === "connected") outbox.wake();
      announce("status", { status, clockOffsetMs });
    },
    onError: reportPolling,
  });
  const listeners = [
    network.onPaths((paths) => announce("path", { paths: pathKeys(paths) })),
    network.onError(reportPolling),
  ];

  async function start(): Promise<void> {
    const owner = await store.value("owner");
    if (owner !== undefined && owner !== self)
      throw clientError("store_of_another_account", "the store belongs to another account");
    if (owner === undefined) await store.commit([{ kind: "putValue", key: "owner", value: self }]);
    profile = await storedProfile(store);
    if (options.displayName !== undefined && options.displayName !== profile?.displayName)
      await rename(options.displayName);
    await outbox.start();
    network.start();
    receiving = receive();
  }

  async function receive(): Promise<void> {
    try {
      await receiver.redeliver().catch((error: unknown) => {
        if (!life.signal.aborted) reportPolling(error);
      });
      await poller.run(life.signal);
    } catch (error) {
      if (!life.signal.aborted) report(error);
    }
  }

  async function stop(): Promise<void> {
    // A start under way is waited for, so that nothing begins after the end.
    await starting?.catch(() => undefined); // its caller has the failure
    life.abort(clientError("stopped", "the client stopped", { retryable: true }));
    await outbox.stop(FLUSH_MS);
    await receiving;
    for (const off of listeners) off();
    if (!isShared) await network.close();
  }

  async function rename(displayName: string): Promise<void> {
    profile = { displayName, updatedSeconds: Math.floor(time.nowMs() / 1000) };
    await saveProfile(store, profile);
  }

  function mustRun(): void {
    if (stopping !== undefined) throw clientError("stopped", "the client was stopped; make a new one");
    if (starting === undefined) throw clientError("not_started", "call start first");
  }

  /** One after the other: message times grow, and contacts are read before they are written. */
  function inTurn<T>(run: () => Promise<T>): Promise<T> {
    const result = lastTurn.then(run);
    lastTurn = result.catch(() => undefined); // the caller has the failure
    return result;
  }

  async function enqueue(recipient: AccountId, text: string): Promise<Message> {
    mustRun();
    await starting;
    return inTurn(async () => {
      const composed = await composer.text(recipient, text, profile);
      await outbox.add(composed.jobs, composed.message, composed.changes);
      if (composed.contact) announce("contact", composed.contact);
      return toMessage(composed.message);
    });
  }

  /** Changes a contact, or makes it, and tells about it when it is another one than before. */
  async function change(accountId: AccountId, how: (contact: Contact) => Contact): Promise<Contact> {
    return inTurn(async () => {
      const before = await store.contact(accountId);
      const contact = how(before ?? newContact(accountId, clock.now()));
      if (contact === before) return contact;
      await store.commit([{ kind: "putContact", contact }]);
      announce("contact", contact);
      return contact;
    });
  }

  const client: Client = {
    accountId: self,
    recoveryPhrase: () => recoveryPhraseOf(account),
    async start(signal) {
      if (stopping !== undefined) throw clientError("stopped", "the client was stopped; make a new one");
      // A start that failed may be tried again: it fails before anything runs.
      starting ??= start().catch((error: unknown) => {
        starting = undefined;
        throw error;
      });
      await (signal ? abortable(starting, signal) : starting);
    },
    stop: () => {
      stopping ??= stop();
      return stopping;
    },
    [Symbol.asyncDispose]: () => client.stop(),
    async setDisplayName(name) {
      checkName(name);
      await rename(name);
    },
    displayName: () => profile?.displayName,
    async addContact(accountId, nickname = "") {
      const id = checkedAccountId(accountId);
      if (id === self) throw clientError("own_account_id", "account ID: this is your own");
      if (nickname !== "") checkName(nickname);
      return change(id, (contact) => {
        const accepted = approved(contact);
        return nickname === "" || nickname === accepted.nickname ? accepted : nicknamed(accepted, nickname);
      });
    },
    async setBlocked(accountId, isBlocked) {
      const id = checkedAccountId(accountId);
      if (id === self) throw clientError("own_account_id", "account ID: this is your own");
      return change(id, (contact) => (contact.isBlocked === isBlocked ? contact : { ...contact, isBlocked }));
    },
    contacts: () => store.contacts(),
    conversations: () => listConversations(store),
    conversation: (accountId) => openConversation(store, checkedAccountId(accountId)),
    async enqueue(accountId, { text }) {
      return enqueue(checkedAccountId(accountId), text);
    },
    async send(accountId, { text }, { signal } = {}) {
      signal?.throwIfAborted();
      const message = await enqueue(checkedAccountId(accountId), text);
      return outbox.settled(message.id, signal);
    },
    async retry(messageId) {
      mustRun();
      await starting;
      await outbox.retry(messageId);
    },
    on: (event, handler) => emitter.on(event, handler),
    messages: ({ signal } = {}) =>
      iterateMessages(emitter, signal ? AbortSignal.any([signal, life.signal]) : life.signal),
    debug() {
      const swarm = network.swarms.cached(self);
      return {
        status,
        clockOffsetMs: time.offsetMs(),
        nodes: network.pool.known().length,
        paths: pathKeys(network.paths.current()),
        swarm: swarm && { id: swarm.id, members: swarm.members.map((node) => node.ed25519) },
        queue: outbox.pending().map(({ messageId, purpose, state, attempts, errorCode: code }) => ({
          messageId,
          purpose,
          state,
          attempts,
          ...(code !== undefined && { errorCode: code }),
        })),
      };
    },
  };
  return client;
}

function pathKeys(paths: readonly Path[]): readonly (readonly Ed25519PublicKey[])[] {
  return paths.map((path) => path.map((node) => node.ed25519));
}
