import type { Stage } from '../stage.ts';
import type { World } from './set-up.ts';

/** How long the change takes here, and the way back. */
export const LENGTHS = ['--takes', '2m', '--rollback', '1m'] as const;

/** Asks when the work would hurt the fewest people, by the shop's own traffic. */
export async function askForPlan(stage: Stage, { lull }: World): Promise<void> {
  stage.talk.scene(
    'Plan: when would it hurt the fewest people?',
    'The ids of the shop’s orders are about to run out and have to be made wider. Nobody can place or read an ' +
      'order meanwhile, so the shop has to be down. Say it takes half an hour. Lull reads the four weeks of log, ' +
      'and tells the best moments within the team’s windows, and what the usual rule would cost instead.',
  );
  await lull.run(['downtime', 'plan', 'shop', '--takes', '30m', '--top', '3']);
  await stage.read(8_000);
}
