import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

const { writeSync, fdatasyncSync } = fs;

/*
 * Loaded with `node --import` into a server or an agent: kills its process at a boundary, and says at which on standard
 * error. LULL_TEST_KILL_AT is `NUMBER:one,other`: once so many of those that are named have gone by, the next one of
 * them is its end. Boundaries are the commits of transactions in which something happened to work under way, named by
 * the events that they wrote or the order that they gave, and the lines of the runner's journal, named by their kind:
 * `after downtime.closed`, `half of journal started`.
 */
const [, count, names] = /^(\d+):(.*)$/.exec(process.env.LULL_TEST_KILL_AT ?? '') ?? [];
const wanted = new Set(names?.split(','));
let left = Number(count);

function pass(edge: 'before' | 'half of' | 'after', tags: Iterable<string>): void {
  for (const tag of tags) {
    if (!wanted.has(`${edge} ${tag}`)) continue;
    left -= 1;
    if (left >= 0) continue;
    writeSync(2, `killed ${edge} ${tag}\n`);
    process.kill(process.pid, 'SIGKILL');
  }
}

const event = /^(?:downtime|run|agent)\.[a-z-]+$/;
const goals: ReadonlySet<unknown> = new Set(['forward', 'verify', 'watch', 'back', 'rest', 'ended']);

/** What a statement makes of the transaction that it is in. */
function tagsOf(sql: string, values: readonly unknown[] = []): string[] {
  if (/^insert into "store_events"/.test(sql)) {
    return values.flat().filter((value): value is string => typeof value === 'string' && event.test(value));
  }
  if (/^insert into "run_runs"/.test(sql)) return ['a run is made'];
  if (/^insert into "run_steps"/.test(sql)) return ['a report'];
  if (/^update "run_parts"/.test(sql)) return [`the goal ${values.find((value) => goals.has(value))}`];
  return /^insert into "gates_documents"|^update "gates_documents"/.test(sql) ? ['a document'] : [];
}

let line: string | null = null;
fs.writeSync = ((descriptor: number, bytes: unknown, ...rest: number[]) => {
  const text = bytes instanceof Buffer ? bytes.toString() : '';
  const [, kind] = /^[0-9a-f]{8} \{"kind":"([a-z]+)"/.exec(text) ?? [];
  if (!kind) return (writeSync as (...all: unknown[]) => number)(descriptor, bytes, ...rest);
  line = `journal ${/"what":\{"kind":"([a-z]+)"/.exec(text)?.[1] ?? kind}`;
  pass('before', [line]);
  const half = Math.floor((bytes as Buffer).length / 2);
  writeSync(descriptor, bytes as Buffer, 0, half);
  pass('half of', [line]);
  return half + writeSync(descriptor, bytes as Buffer, half);
}) as typeof fs.writeSync;
fs.fdatasyncSync = (descriptor) => {
  fdatasyncSync(descriptor);
  if (line !== null) pass('after', [line]);
  line = null;
};
syncBuiltinESMExports();

if (process.argv.includes('--database-url')) {
  const { default: pg } = await import('pg');
  const under = new WeakMap<object, Set<string>>();
  const query = pg.Client.prototype.query as (...all: unknown[]) => unknown;
  pg.Client.prototype.query = function (this: object, ...given: unknown[]): unknown {
    const [config, values] = given;
    const text = typeof config === 'string' ? config : ((config as { text?: string } | null)?.text ?? '');
    if (/^(?:begin|start transaction)/.test(text)) under.set(this, new Set());
    const tags = under.get(this);
    for (const tag of tagsOf(text, values as unknown[])) tags?.add(tag);
    if (text !== 'commit' || !tags?.size) return query.apply(this, given);
    pass('before', tags);
    const committed = query.apply(this, given) as Promise<unknown>;
    return committed.then((result) => {
      pass('after', tags);
      return result;
    });
  } as typeof pg.Client.prototype.query;
} else if (process.argv.includes('serve')) {
  const { PGlite } = await import('@electric-sql/pglite');
  const transaction = PGlite.prototype.transaction;
  PGlite.prototype.transaction = async function <T>(
    this: InstanceType<typeof PGlite>,
    work: Parameters<typeof transaction<T>>[0],
  ): Promise<T> {
    const tags = new Set<string>();
    const result = await transaction.call(this, async (own) => {
      const query = own.query.bind(own) as (...all: unknown[]) => unknown;
      const heard = (sql: string, values: unknown[], ...rest: unknown[]): unknown => {
        for (const tag of tagsOf(sql, values)) tags.add(tag);
        return query(sql, values, ...rest);
      };
      const made = await work(Object.assign(Object.create(own), { query: heard }));
      pass('before', tags);
      return made;
    });
    pass('after', tags);
    return result as T;
  };
}
