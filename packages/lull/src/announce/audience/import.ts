import { sql } from 'kysely';
import { allowed } from '../../access/allowed.ts';
import { writeAudit } from '../../access/audit.ts';
import type { Actor } from '../../access/contract.ts';
import { LullError } from '../../errors.ts';
import type { Trx } from '../../store/contract.ts';
import type { Instant } from '../../time/instant.ts';
import type { ChannelName } from '../channels/contract.ts';
import type { Announce } from '../contract.ts';
import { type BadLine, readSubscribers } from './csv/read.ts';
import type { ImportLine } from './csv/read-line.ts';
import { eraseRow } from './erase.ts';
import { lookedAfter } from './may.ts';
import { insertRows, type Making, rowOf } from './rows.ts';
import { undoable } from './undoable.ts';
import { LEFT } from './why-disabled.ts';

/** What became of an import, in lines. */
export interface Imported {
  readonly added: number;
  /** Known, and given other tenants or tags. */
  readonly changed: number;
  /** Known already, and as the file has them. */
  readonly unchanged: number;
  /** Have left, or are disabled: an import doesn't bring them back. */
  readonly stayAway: number;
  readonly bad: readonly BadLine[];
  readonly badCount: number;
}

/** How an import is asked for. */
export interface ImportOptions {
  /** How those in the file agreed to hear of downtimes; kept in the audit trail. */
  readonly consent: string;
  /** Import the lines that can be, and tell of the others. */
  readonly skipBad?: boolean | undefined;
  readonly dryRun?: boolean | undefined;
}

/** What one transaction writes: a store within this process does nothing else meanwhile. */
const AT_ONCE = 250;

/**
 * Imports subscribers from a CSV. Every line is looked at before anything is written, and where one can't be
 * imported none is, unless bad lines are to be skipped. Whoever is known already keeps what they have chosen,
 * and gets the file's tenants and tags; the same file again changes nothing, or goes on where a server died.
 *
 * @param text CSV with the columns of `csv/columns.ts`
 * @throws LullError `bad-import` with the bad lines in `details.mistakes`, the first thousand
 * @example await importSubscribers(announce, actor, text, { consent: 'Contract, section 7' })
 */
export async function importSubscribers(
  announce: Announce,
  actor: Actor,
  text: string,
  { consent, skipBad = false, dryRun = false }: ImportOptions,
): Promise<Imported> {
  const { sealed, channels } = announce;
  const { catalog } = await announce.keeper().catalog();
  const isMine = (services: readonly string[] | null) => allowed(actor, 'configure', services);
  const read = await readSubscribers(text, {
    ...{ sealed, channels, known: catalog.services, isMine },
    language: announce.words.languages[0]!,
  });
  const { lines, bad, badCount } = read;
  if (badCount > 0 && !skipBad) throw badLines(bad, badCount);
  const isSecret = (channel: ChannelName): boolean => channels.all[channel].isSecret;
  const mine = lookedAfter(actor);
  const counts = { added: 0, changed: 0, unchanged: 0, stayAway: 0 };
  // Some lines are a transaction of their own, so that on one connection others are heard in between.
  for (let from = 0; from === 0 || from < lines.length; from += AT_ONCE) {
    const some = lines.slice(from, from + AT_ONCE);
    const wrote = await undoable(announce.store, dryRun, async (trx) => {
      const now = await announce.now(trx);
      if (from === 0) await noteImport(trx, actor, { consent, lines: lines.length, skipped: badCount }, now);
      return write(trx, some, { sealed, isSecret, now }, mine);
    });
    counts.added += wrote.added;
    counts.changed += wrote.changed;
    counts.stayAway += wrote.stayAway;
  }
  counts.unchanged = lines.length - counts.added - counts.changed - counts.stayAway;
  return { ...counts, bad, badCount };
}

async function noteImport(
  trx: Trx,
  actor: Actor,
  { consent, ...data }: { readonly consent: string; readonly lines: number; readonly skipped: number },
  now: Instant,
): Promise<void> {
  const services = lookedAfter(actor) ?? [];
  const entry = { action: 'subscriber.import', subject: 'subscribers', services, why: consent, data };
  await writeAudit(trx, actor, entry, now);
}

async function write(trx: Trx, lines: readonly ImportLine[], making: Making, mine: readonly string[] | null) {
  await dropUnconfirmed(trx, lines, mine);
  const rows = lines.map(({ channel, target, choices, tenants, tags }) => {
    const labels = { tenants: tenants ?? [], tags: tags ?? [] };
    return rowOf({ ...choices, ...labels, channel, target, state: 'active', source: 'import' }, making);
  });
  const added = await insertRows(trx, rows);
  const known = lines.filter((_, i) => !added.has(rows[i]!.id));
  if (known.length === 0) return { added: added.size, changed: 0, stayAway: 0 };
  const { rows: away } = await sql<{ count: number }>`select count(*)::int as count from announce_subscribers
    where address_key = any(${known.map(({ key }) => key)}::text[]) and state <> 'active'`.execute(trx);
  return { added: added.size, changed: await relabel(trx, known, mine), stayAway: away[0]!.count };
}

/** What somebody unknown asked for at the page gives way to what the team knows. */
async function dropUnconfirmed(
  trx: Trx,
  lines: readonly ImportLine[],
  mine: readonly string[] | null,
): Promise<void> {
  const { rows } = await sql<{ id: string; address_key: string }>`select id, address_key
    from announce_subscribers where state = 'pending' and disabled_why is distinct from ${LEFT}
      and address_key = any(${lines.map(({ key }) => key)}::text[]) and ${ofMine(mine)} for update`.execute(
    trx,
  );
  for (const row of rows) await eraseRow(trx, row);
}

async function relabel(
  trx: Trx,
  lines: readonly ImportLine[],
  mine: readonly string[] | null,
): Promise<number> {
  const young = JSON.stringify(lines.map(({ key, tenants, tags }) => ({ key, tenants, tags })));
  const { rows } = await sql`update announce_subscribers as s
    set tenants = coalesce(young.tenants, s.tenants), tags = coalesce(young.tags, s.tags)
    from json_to_recordset(${young}::json) as young (key text, tenants text[], tags text[])
    where s.address_key = young.key and s.state = 'active' and ${ofMine(mine)}
      and (coalesce(young.tenants, s.tenants), coalesce(young.tags, s.tags))
        is distinct from (s.tenants, s.tags)
    returning s.id`.execute(trx);
  return rows.length;
}

function ofMine(mine: readonly string[] | null) {
  return mine === null ? sql`true` : sql`services <@ ${[...mine]}::text[]`;
}

function badLines(bad: readonly BadLine[], count: number): LullError {
  return new LullError(
    'bad-import',
    count === 1 ? 'A line of the file cannot be imported' : `${count} lines of the file cannot be imported`,
    'Nothing was imported. Correct the lines, or import the others with --skip-bad.',
    { mistakes: bad.map(({ line, message }) => ({ at: `line ${line}`, message })), badCount: count },
  );
}
