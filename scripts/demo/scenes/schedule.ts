import { exitCodes } from '../../../packages/lull/src/errors.ts';
import { SECOND } from '../../../packages/lull/src/time/instant.ts';
import type { Stage } from '../stage.ts';
import { CHANGE } from '../step-files.ts';
import { LENGTHS } from './plan.ts';
import type { World } from './set-up.ts';

/** Schedules the change for a few seconds ahead, which the rules forbid: the owner sets them aside. @returns its id */
export async function schedule(stage: Stage, { lull }: World): Promise<string> {
  const { talk, isFast } = stage;
  const lead = isFast ? 12 : 20;
  talk.scene(
    'Schedule: and what the rules say to that',
    'A real downtime would be announced days ahead, for the moment above. Nobody wants to wait for that here, so ' +
      'may it be done now? A pipeline would ask the same, and go by the exit code.',
  );
  await lull.run(['may', '--service', 'shop', '--takes', '2m', '--rollback', '1m'], {
    code: exitCodes.closed,
  });
  await stage.read(4_000);
  talk.event(
    `The owner may set rules aside, with a reason that stays in the record: in ${lead} seconds, then.`,
  );
  const at = new Date(Math.ceil(Date.now() / SECOND) * SECOND + lead * SECOND).toISOString();
  const work = ['--title', 'Wider order ids', '--steps', CHANGE];
  const manner = ['--at', at, ...LENGTHS, '--warn-before', '1m', '--drain-within', '20s'];
  const set = ['--override', '--reason', 'a demo waits for no night'];
  const args = ['downtime', 'schedule', 'shop', ...work, ...manner, ...set];
  await lull.run(args);
  const { items } = await lull.read<{ items: { id: string }[] }>('downtimes');
  return items[0]!.id;
}
