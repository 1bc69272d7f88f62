import { setTimeout as pause } from 'node:timers/promises';
import type { DowntimeView } from '../../../packages/lull/src/api/contract/downtime-view.ts';
import { SECOND } from '../../../packages/lull/src/time/instant.ts';
import { spokenLength } from '../../../packages/lull/src/time/spoken.ts';
import { type Findings, findOut } from '../findings.ts';
import type { Stage } from '../stage.ts';
import { KINDS, MAILS, subscribers, type World } from './set-up.ts';

/** The last ones are on their way when the downtime ends. Milliseconds. */
const MAIL_WITHIN = 20 * SECOND;

/** Puts side by side what was promised and what really happened. @returns what was found */
export async function showRecord(stage: Stage, world: World, downtime: DowntimeView): Promise<Findings> {
  const { talk, signal } = stage;
  const { lull, mails } = world;
  const latest = Date.now() + MAIL_WITHIN;
  while (mails.mails.length < MAILS && Date.now() < latest) await pause(100, undefined, { signal });
  talk.scene(
    'Record: what was promised, and what really happened',
    'The first promise is kept as it was made, to be compared with.',
  );
  await lull.run(['downtime', 'show', downtime.id]);
  const found = await findOut(world, downtime);
  talk.list('In figures', rowsOf(found, downtime));
  return found;
}

function rowsOf({ visits, ids, missing, broken, mails }: Findings, { promise, actual }: DowntimeView) {
  const { firstRefusedAt, backAt, pages, refused, lost, orders } = visits;
  const seconds = (ms: number): string => `${(ms / SECOND).toFixed(1)} s`;
  const between = (from: string | null, to: string | null): number => Date.parse(to!) - Date.parse(from!);
  const told = promise.at(-1)!;
  const ended = actual.endedAt === null ? '-' : seconds(between(actual.drainingAt, actual.endedAt));
  const closed = firstRefusedAt === null || backAt === null ? '-' : seconds(backAt - firstRefusedAt);
  return [
    ['promised', `closed for ${spokenLength(between(told.start, told.end))} at most`],
    ['it took', `${ended}, with looking on while visitors come back`],
    ['visitors met', `a closed shop for ${closed}, from the first refused to the first back`],
    ['order ids', `are ${ids} now`],
    ['pages served', String(pages)],
    ['told to come again', `${refused} times`],
    ['requests lost', String(lost.length)],
    ['orders', `${orders.length} placed, ${missing.length} lost, ${broken} half-written`],
    ['mails', `${mails} sent: ${KINDS.join(', ')} to each of ${subscribers.length} subscribers`],
  ] as const;
}
