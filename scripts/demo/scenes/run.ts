import { setTimeout as pause } from 'node:timers/promises';
import type { DowntimeView } from '../../../packages/lull/src/api/contract/downtime-view.ts';
import { MINUTE, SECOND } from '../../../packages/lull/src/time/instant.ts';
import { spokenLength } from '../../../packages/lull/src/time/spoken.ts';
import { follow } from '../follow.ts';
import type { Stage } from '../stage.ts';
import type { Visits } from '../visitors.ts';
import type { World } from './set-up.ts';

/** How often visitors are told of. */
const EVERY = 4 * SECOND;

/** A demo that takes longer than this has failed, and so have visitors who wait longer after its end. */
const LONGEST = 4 * MINUTE;
const WAIT_AFTER = 10 * SECOND;

/** Looks on while the gate closes, the change is made, and the gate opens. @returns the downtime when it is over */
export async function lookOn(stage: Stage, world: World, id: string): Promise<DowntimeView> {
  const { talk, signal } = stage;
  const { visitors, lull } = world;
  talk.scene(
    'Run: the gate closes, the change is made, the gate opens',
    'From here on nobody does anything. The gate has a signed schedule and closes by itself, and opens when the ' +
      'change is made and checked. Look at the shop in your browser meanwhile, at the status page, and at the console.',
  );
  const before = await lull.read<DowntimeView>(`downtimes/${id}`);
  const following = follow(stage, lull, id);
  const latest = Date.now() + LONGEST;
  for (;;) {
    const isOver = await Promise.race([following.over, pause(EVERY, false, { signal })]);
    const left = Math.round((Date.parse(before.plan.start!) - Date.now()) / SECOND);
    const soon = left > 0 ? `The shop closes in ${left} s. ` : '';
    talk.event(`${soon}${visitorsLine(visitors.visits, visitors.waiting())}`);
    if (isOver) break;
    if (Date.now() > latest) throw new Error(`the downtime is not over after ${spokenLength(LONGEST)}`);
  }
  // Who waits before the door looks again each second.
  const given = Date.now() + WAIT_AFTER;
  while (visitors.waiting() > 0 && Date.now() < given) await pause(100, undefined, { signal });
  return lull.read<DowntimeView>(`downtimes/${id}`);
}

/** What visitors met so far. */
export function visitorsLine({ pages, orders, refused, lost }: Visits, waiting: number): string {
  const asked = `${pages} pages, ${orders.length} orders, ${refused} times told to come again`;
  return `Visitors: ${asked}, ${lost.length} lost${waiting > 0 ? `; ${waiting} wait at the door` : ''}`;
}
