import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { runAnnounce } from '../../../src/announce/run.ts';
import { commandDowntime } from '../../../src/keeper/command-downtime.ts';
import { createDowntime } from '../../../src/keeper/create-downtime.ts';
import { openStore } from '../../../src/store/open.ts';
import { type Instant, parseInstant } from '../../../src/time/instant.ts';
import { scheduler, tonight, world } from '../../keeper/support.ts';
import { unlimited } from '../delivery/settings.ts';
import { openTestAnnounce } from '../support/open.ts';
import { subscribeAll, yaml } from './people.ts';
import type { Step } from './steps.ts';

// One server of the notices, in a time that it is told, which does a step for each line until it is killed. It
// says when the step itself is done, and when nothing is left to do.
const { values } = parseArgs({ options: { store: { type: 'string' }, mail: { type: 'string' } } });
const store = await openStore(JSON.parse(values.store!));
const mail = { server: values.mail!, from: 'Example status <status@example.com>' };
const clock = async (): Promise<Instant> => told.now;
const opened = await openTestAnnounce(store, { settings: { mail, perMinute: unlimited }, clock });
const told = await world(store, { followers: [opened.follower], yaml });
await opened.connect(told.keeper);
const { announce } = opened;
if ((await store.db.selectFrom('announce_subscribers').select('id').execute()).length === 0) {
  await subscribeAll(announce);
}
const say = (line: object) => process.stdout.write(`${JSON.stringify(line)}\n`);
let isRunning = false;
say({ ready: true });

for await (const line of createInterface({ input: process.stdin })) {
  const { key, step } = JSON.parse(line) as { readonly key: string; readonly step: Step };
  told.now = parseInstant(step.at);
  // What a killed one had begun goes on in the time of the step, and not before.
  if (!isRunning) void runAnnounce(announce, { signal: new AbortController().signal });
  isRunning = true;
  await told.at(told.now);
  const options = { idempotencyKey: key };
  if (step.schedule) {
    const plan = { ...tonight, ...step.schedule, schedule: true };
    await createDowntime(told.keeper, scheduler, plan, options);
  }
  if (step.say) {
    const { id } = await store.db.selectFrom('downtime_downtimes').select('id').executeTakeFirstOrThrow();
    await commandDowntime(told.keeper, scheduler, id, step.say, options);
  }
  say({ done: true });
  while (await isAnythingLeft()) await new Promise((resolve) => setTimeout(resolve, 20));
  say({ settled: true });
}

async function isAnythingLeft(): Promise<boolean> {
  const now = new Date(told.now);
  const waves = await store.db
    .selectFrom('announce_waves')
    .select('id')
    .where((row) =>
      row.or([
        row('state', '=', 'raised'),
        row.and([row('state', '=', 'planned'), row('due_at', '<=', now)]),
      ]),
    )
    .execute();
  if (waves.length > 0) return true;
  const notices = await store.db
    .selectFrom('announce_notices')
    .select('id')
    .where('state', '=', 'queued')
    .limit(1)
    .execute();
  return notices.length > 0;
}
