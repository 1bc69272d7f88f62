import type { BackendMark } from '../contract.ts';
import { pause } from '../pause.ts';
import { openSession, type Row, type Session } from './session.ts';

/** How long a statement that was cancelled has before its connection is ended. Milliseconds. */
const GRACE = 5_000;

/** How long the server is tried to be reached. Milliseconds. */
const PATIENCE = 20_000;

const LOOK = 50;

/** What is known of a connection that worked for a step. */
export type Fate =
  /** Its transaction holds. */
  | 'committed'
  /** Nothing of it holds. */
  | 'undone'
  /** It doesn't run any more, and nobody knows what it did. */
  | 'gone'
  /** The server can't be reached: it may still run. */
  | 'unreachable';

/**
 * Ends what a connection does on the server: its statement is cancelled, and where that doesn't help the
 * connection is ended. Then asks what became of its transaction.
 *
 * @example await endBackend(url, mark) // 'undone'
 */
export async function endBackend(
  url: string,
  mark: Pick<BackendMark, 'pid' | 'since' | 'transaction'>,
): Promise<Fate> {
  const end = performance.now() + PATIENCE;
  do {
    const session = await open(url);
    if (session !== null) {
      try {
        await endOn(session, mark);
        return await fateOf(session, mark.transaction);
      } catch {
        // The server was lost meanwhile: another connection is tried.
      } finally {
        await session.close();
      }
    }
    await pause(10 * LOOK, never);
  } while (performance.now() < end);
  return 'unreachable';
}

const never = new AbortController().signal;

async function open(url: string): Promise<Session | null> {
  return openSession(url, 'lull: ends a step', () => undefined, never).catch(() => null);
}

async function endOn(session: Session, { pid, since }: Pick<BackendMark, 'pid' | 'since'>): Promise<void> {
  const states = async (what: string): Promise<readonly (string | null)[]> => {
    const found: Row[] = [];
    const text = `select state, ${what} from pg_stat_activity where pid = $1 and backend_start = $2`;
    await session.run(text, [String(pid), since], (row) => found.push(row));
    return found.map(([state]) => state!);
  };
  const begun = performance.now();
  // Again and again: a cancel that comes between two statements stops neither.
  while ((await states('pg_cancel_backend(pid)')).includes('active')) {
    if (performance.now() - begun > GRACE) break;
    await pause(LOOK, never);
  }
  while ((await states('pg_terminate_backend(pid)')).length > 0) await pause(LOOK, never);
}

/** PostgreSQL remembers how transactions ended; of old ones it says nothing. */
async function fateOf(session: Session, transaction: string | null): Promise<Fate> {
  if (transaction === null) return 'gone';
  const found: Row[] = [];
  await session.run('select txid_status($1::bigint)', [transaction], (row) => found.push(row));
  const status = found[0]?.[0];
  return status === 'committed' ? 'committed' : status === 'aborted' ? 'undone' : 'gone';
}
