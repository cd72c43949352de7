import { createClient } from "@session/client";
import { browserPorts, deleteIndexedDbStore, openIndexedDbStore } from "@session/client/browser";
import type { Telemetry } from "@session/protocol/ports";
import { expose } from "comlink";
import { createWebLock } from "../platform/web-lock.ts";
import { deleteDatabase, openIndexedDbAppStore } from "../store/indexeddb-app-store.ts";
import { createBackend } from "./backend.ts";

const CLIENT_DATABASE = "session-client";
const APP_DATABASE = "session-app";
const LEAVE_MS = 10_000;

/** Warnings and errors go to the console of the browser; they carry codes, never user data. */
const telemetry: Telemetry = {
  log({ level, message, fields }) {
    if (level === "error" || level === "warn") console.warn(message, fields ?? {});
  },
  count: () => {},
  observe: () => {},
};

expose(
  createBackend({
    clientPorts: browserPorts({ telemetry }),
    createClient,
    openClientStore: () => openIndexedDbStore(CLIENT_DATABASE),
    openAppStore: () => openIndexedDbAppStore(indexedDB, APP_DATABASE),
    async deleteStores() {
      await deleteIndexedDbStore(CLIENT_DATABASE);
      await deleteDatabase(indexedDB, APP_DATABASE);
    },
    lock: createWebLock("session-account", navigator.locks),
    leaveMs: LEAVE_MS,
  }),
);
