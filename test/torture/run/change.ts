import { spawn } from 'node:child_process';
import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { type Line, markOf, note, readLedger, stillRunning } from './ledger.ts';

/*
 * One step of a change to a real database: node change.ts FOLDER STEP forward|back TROUBLE MILLISECONDS. It writes its
 * beginning and its end into the ledger of the occasion, and between them changes a table in two transactions, so that
 * whoever ends it in the middle leaves half of it.
 */
const [folder, step, way, trouble, length] = process.argv.slice(2) as [
  string,
  string,
  Line['way'],
  string,
  string,
];
const { OCCASION: occasion, SHOP: shop, LULL_ATTEMPT: mark } = process.env as Record<string, string>;
const ledger = `${folder}/${occasion}.ledger`;
const say = (what: Line['what'], pid: number | null): void =>
  note(ledger, {
    what,
    way,
    step,
    attempt: Number(mark!.split('/')[4]),
    process: pid === null ? null : markOf(pid),
  });

const before = readLedger(ledger);
const isMended = before.some(({ what }) => what === 'mended');
for (const { process } of stillRunning(before)) say('overlap', process!.pid);
say('begin', process.pid);

const client = new pg.Client({ connectionString: shop });
await client.connect();
const table = pg.escapeIdentifier(occasion!);
const column = pg.escapeIdentifier(step);
if (way === 'forward') await client.query(`alter table ${table} add column if not exists ${column} integer`);
else await client.query(`alter table ${table} drop column if exists ${column}`);
await wait(Number(length) / 2);

if (trouble === 'hangs') {
  const child = spawn('sleep', ['1000'], { detached: true, stdio: 'ignore' });
  say('left', child.pid!);
  await wait(1_000_000);
}
if (trouble === 'dies') process.kill(process.pid, 'SIGKILL');
if (trouble === 'fails' || (trouble === 'fails-until-mended' && !isMended)) {
  process.stderr.write(`${step} fails\n`);
  process.exit(3);
}
if (way === 'forward') await client.query(`update ${table} set ${column} = id`);
await wait(Number(length) / 2);
await client.end();
say('end', process.pid);
