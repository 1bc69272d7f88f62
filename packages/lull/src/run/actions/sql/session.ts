import type { Duplex } from 'node:stream';
import pg from 'pg';
import { refuseLong } from './refuse-long.ts';

/** How long a connection may take to come about. Milliseconds. */
const CONNECT = 15_000;

/** How much of one value is printed; what is compared is all of it. */
const SHOWN = 2_000;

/** One row as text; null is NULL. */
export type Row = readonly (string | null)[];

/** A connection that runs one text after the other. */
export interface Session {
  readonly pid: number;
  /** When it began, as the server writes it. */
  readonly since: string;
  /**
   * @param onRow hears each row; none is kept
   * @throws the database's error, or another one when the connection is lost
   */
  run(text: string, values?: readonly string[], onRow?: (row: Row) => void): Promise<readonly Ran[]>;
  /** Ends it, at once when something still runs. */
  close(): Promise<void>;
  /** Breaks it off. */
  destroy(): void;
}

/** What became of one statement. */
export interface Ran {
  readonly command: string;
  readonly rowCount: number | null;
}

/**
 * Connects to a database.
 *
 * @param name what the server calls it in pg_stat_activity
 * @throws when there is no connection, or it isn't let in
 * @example const session = await openSession(url, 'lull widen', (notice) => print(notice), signal);
 */
export async function openSession(
  url: string,
  name: string,
  onNotice: (text: string) => void,
  signal: AbortSignal,
): Promise<Session> {
  const client = new pg.Client({
    connectionString: url,
    application_name: name.slice(0, 63),
    connectionTimeoutMillis: CONNECT,
    keepAlive: true,
  });
  const destroy = (): void => void socketOf(client).destroy();
  // Whoever waits for a query hears of it; without a listener it would end the process.
  client.on('error', () => undefined);
  client.on('notice', ({ severity, message }) => onNotice(`${severity ?? 'NOTICE'}: ${message}\n`));
  signal.addEventListener('abort', destroy, { once: true });
  try {
    await client.connect();
    refuseLong(socketOf(client));
    const self: Row[] = [];
    const own = 'select pid, backend_start from pg_stat_activity where pid = pg_backend_pid()';
    await run(client, own, [], (row) => self.push(row));
    const [pid, since] = self[0]!;
    return {
      pid: Number(pid),
      since: since!,
      run: (text, values = [], onRow = () => undefined) => run(client, text, values, onRow),
      async close() {
        await client.end().catch(() => undefined);
      },
      destroy,
    };
  } catch (error) {
    destroy();
    throw error;
  } finally {
    signal.removeEventListener('abort', destroy);
  }
}

function run(
  client: pg.Client,
  text: string,
  values: readonly string[],
  onRow: (row: Row) => void,
): Promise<readonly Ran[]> {
  const config = { text, values: [...values], rowMode: 'array', types: asText } as pg.QueryConfig;
  const query = new pg.Query<string[]>(config);
  return new Promise((resolve, reject) => {
    query.on('row', onRow);
    query.on('error', reject);
    query.on('end', (results) => resolve([results].flat() as unknown as Ran[]));
    client.query(query);
  });
}

/** Every value as the server writes it. */
const asText = { getTypeParser: () => (value: string) => value } as unknown as pg.CustomTypesConfig;

/** The one that is encrypted, where it is. */
const socketOf = (client: pg.Client): Duplex =>
  (client as unknown as { connection: { stream: Duplex } }).connection.stream;

/**
 * Whether the server itself said that a statement failed, and goes on. Anything else is a connection that was
 * lost.
 */
export function isRefusal(error: unknown): boolean {
  return error instanceof pg.DatabaseError && error.severity !== 'FATAL' && error.severity !== 'PANIC';
}

/**
 * A row as one line, for people.
 *
 * @param redact takes secrets out of what is cut off, of which a half would not be known any more
 * @example rowText(['7', null], redact) === '7\tNULL\n'
 */
export function rowText(row: Row, redact: (text: string) => string): string {
  const shown = (value: string) => (value.length > SHOWN ? redact(value).slice(0, SHOWN) : value);
  return `${row.map((value) => (value === null ? 'NULL' : shown(value))).join('\t')}\n`;
}
