import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import { PGlite } from "@electric-sql/pglite";
import type { PgDatabase, PgQueryResultHKT } from "drizzle-orm/pg-core";
import { drizzle as drizzlePglite } from "drizzle-orm/pglite";
import { migrate as migratePglite } from "drizzle-orm/pglite/migrator";
import { drizzle as drizzlePostgres } from "drizzle-orm/postgres-js";
import { migrate as migratePostgres } from "drizzle-orm/postgres-js/migrator";
import postgres from "postgres";

/** Either driver; all statements are the same. */
export type Database = PgDatabase<PgQueryResultHKT, Record<string, never>>;
/** A database inside a transaction. */
export type Transaction = Parameters<Parameters<Database["transaction"]>[0]>[0];

/** Where the tables live: a server, a folder of an embedded Postgres, or memory only. */
export type DatabasePlace =
  | { readonly kind: "postgres"; readonly url: string }
  | { readonly kind: "pglite"; readonly dataDir: string }
  | { readonly kind: "memory" };

export interface OpenDatabase {
  readonly db: Database;
  close(): Promise<void>;
}

const MIGRATIONS = { migrationsFolder: `${import.meta.dirname}/migrations` };
/** One writes, the others answer queries. */
const CONNECTIONS_MAX = 8;

/** Opens the database and brings its tables up to date. */
export async function openDatabase(place: DatabasePlace): Promise<OpenDatabase> {
  if (place.kind === "postgres") return openPostgres(place.url);
  if (place.kind === "pglite") await mkdir(dirname(place.dataDir), { recursive: true });
  const client = await PGlite.create(place.kind === "pglite" ? { dataDir: place.dataDir } : {});
  const db = drizzlePglite(client);
  await migratePglite(db, MIGRATIONS);
  return { db, close: () => client.close() };
}

async function openPostgres(url: string): Promise<OpenDatabase> {
  const client = postgres(url, { max: CONNECTIONS_MAX, onnotice: () => {} });
  const db = drizzlePostgres(client);
  await migratePostgres(db, MIGRATIONS);
  return { db, close: () => client.end({ timeout: 2 }) };
}
