import { PostgresDialect } from 'kysely';
import pg from 'pg';
import { LullError } from '../errors.ts';
import { MINUTE, SECOND } from '../time/instant.ts';
import type { Store } from './contract.ts';
import type { StoreLog } from './log.ts';
import { postgresListener } from './postgres-listener.ts';
import { sqlStore } from './sql-store.ts';

/** Which PostgreSQL, and how. */
export interface PostgresOptions {
  readonly databaseUrl: string;
  /** A direct connection for LISTEN where `databaseUrl` is a pooler; the same when left out. */
  readonly listenUrl?: string | undefined;
  /** How many connections at most; 10 when left out. */
  readonly pool?: number | undefined;
  readonly log: StoreLog;
}

/** A statement that takes longer is given up; so is waiting for a connection. */
const limits = { statement: 30 * SECOND, lock: 20 * SECOND, idleInTransaction: MINUTE, connect: 5 * SECOND };

/**
 * Set on every connection and not asked for as a connection's options, which poolers refuse. A server that
 * was frozen in the middle of a transaction loses it, and with it the locks that others wait for.
 */
const settings = `set statement_timeout = ${limits.statement}; set lock_timeout = ${limits.lock};
  set idle_in_transaction_session_timeout = ${limits.idleInTransaction}; set timezone = 'UTC'`;

/**
 * A store on PostgreSQL. Nothing is asked of it yet: tables are made by `migrate`.
 *
 * @throws LullError `bad-setting` when an address is none
 * @example postgresStore({ databaseUrl: 'postgres://lull@db/lull', log })
 */
export function postgresStore({
  databaseUrl,
  listenUrl = databaseUrl,
  pool: max = 10,
  log,
}: PostgresOptions): Store {
  for (const [name, url] of Object.entries({ DATABASE_URL: databaseUrl, LULL_LISTEN_URL: listenUrl })) {
    checkUrl(name, url);
  }
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    max,
    connectionTimeoutMillis: limits.connect,
    idleTimeoutMillis: MINUTE,
    keepAlive: true,
    fallback_application_name: 'lull',
    onConnect: async (client) => {
      await client.query(settings);
    },
  });
  // A connection that breaks while nobody uses it is no failure of anybody's; the pool makes another.
  pool.on('error', (error) =>
    log('warn', 'a connection to the database was lost', { reason: error.message }),
  );
  // Unheard, the loss of one that is in use would end the process; whoever uses it is told by its query.
  pool.on('connect', (client) => client.on('error', () => undefined));
  const listener = postgresListener(listenUrl, log);
  return sqlStore({
    native: { engine: 'postgres', pool, listenUrl },
    dialect: new PostgresDialect({ pool }),
    listen: listener.listen,
    beforeEnd: listener.end,
    async afterEnd() {
      if (!pool.ending) await pool.end();
    },
  });
}

function checkUrl(name: string, text: string): void {
  const url = URL.parse(text);
  if (url !== null && ['postgres:', 'postgresql:'].includes(url.protocol)) return;
  throw new LullError(
    'bad-setting',
    `${name} is not an address of PostgreSQL`,
    'Write for example postgres://user:password@host:5432/lull.',
  );
}
