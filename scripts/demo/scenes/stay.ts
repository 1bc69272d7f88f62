import { once } from 'node:events';
import type { Stage } from '../stage.ts';
import { showAddresses } from './addresses.ts';
import { visitorsLine } from './run.ts';
import type { World } from './set-up.ts';

/** Leaves everything running until somebody ends it. */
export async function stay(stage: Stage, world: World): Promise<void> {
  const { talk, signal } = stage;
  showAddresses(stage, world);
  const command = `XDG_CONFIG_HOME=${world.lull.config} npx lull downtime list --all`;
  talk.list('Go on by yourself', [
    ['in the console', 'plan and schedule another one; what happens is told here'],
    ['in a terminal', command],
    ['with your traffic', "npx lull plan --traffic '/var/log/nginx/access.log*' --zone YOUR/ZONE --takes 2h"],
    ['to end it all', 'press Ctrl-C here'],
  ]);
  if (!signal.aborted) await once(signal, 'abort');
  talk.event(visitorsLine(world.visitors.visits, world.visitors.waiting()));
}
