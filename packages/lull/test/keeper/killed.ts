import { parseArgs } from 'node:util';
import { commandDowntime } from '../../src/keeper/command-downtime.ts';
import { createDowntime } from '../../src/keeper/create-downtime.ts';
import { openStore } from '../../src/store/open.ts';
import { DAY, HOUR } from '../../src/time/instant.ts';
import { scheduler, start, tonight, world } from './support.ts';

// Runs until it is killed: schedules, moves and cancels, and says each change that it was told is done.
const { values } = parseArgs({ options: { store: { type: 'string' }, run: { type: 'string' } } });
const { keeper } = await world(await openStore(JSON.parse(values.store!)));
const say = (line: object) => process.stdout.write(`${JSON.stringify(line)}\n`);
say({ ready: true });
for (let i = 0; ; i++) {
  const title = `Run ${values.run} number ${i}`;
  // Another night for each run: what the one before had promised when it was killed still holds.
  const at = start + Number(values.run) * DAY + (22 + (i % 7)) * HOUR;
  const plan = { ...tonight, title, start: at, rollback: 0, schedule: true };
  const key = `${values.run} ${i}`;
  const { downtime, version } = await createDowntime(keeper, scheduler, plan, { idempotencyKey: key });
  say({ id: downtime.id, version });
  for (const changes of [{ takes: HOUR / 2 }, { takes: HOUR / 4 }]) {
    const revised = await commandDowntime(keeper, scheduler, downtime.id, { type: 'revise', changes });
    say({ id: downtime.id, version: revised.version });
  }
  const gone = await commandDowntime(keeper, scheduler, downtime.id, { type: 'cancel' });
  say({ id: downtime.id, version: gone.version });
}
