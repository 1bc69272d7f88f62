import { calledWith, wrongCall } from '../bench/options.ts';
import { type Engine, engines } from './demo/database.ts';
import { showAddresses } from './demo/scenes/addresses.ts';
import { askForPlan } from './demo/scenes/plan.ts';
import { showRecord } from './demo/scenes/record.ts';
import { lookOn } from './demo/scenes/run.ts';
import { schedule } from './demo/scenes/schedule.ts';
import { setUp } from './demo/scenes/set-up.ts';
import { stay } from './demo/scenes/stay.ts';
import { openStage, type Stage } from './demo/stage.ts';

const usage = `npm run demo -- [--fast] [--database postgres|pglite]
  --fast      without the pauses, and ends by itself
  --database  of the shop (default: postgres where it is installed, else pglite)
Ends with 0 when everything held, with 1 and the reasons when something did not, with 130 when it was interrupted.`;

const { values } = calledWith(usage, {
  fast: { type: 'boolean', default: false },
  database: { type: 'string' },
});
const asked = engines.find((one) => one === values.database);
if (values.database !== undefined && asked === undefined)
  wrongCall('--database is postgres or pglite', usage);

const ending = new AbortController();
// A terminal and npm may both tell of one Ctrl-C.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => ending.abort());
// Whoever reads no further, as `head` does, has seen enough.
for (const out of [process.stdout, process.stderr]) out.on('error', () => ending.abort());
const stage = openStage({ isFast: values.fast, signal: ending.signal });
try {
  process.exitCode = await play(stage, asked);
} catch (error) {
  const isInterrupted = ending.signal.aborted;
  if (!isInterrupted) console.error(`\nThe demo failed: ${(error as Error).message}`);
  process.exitCode = isInterrupted ? 130 : 1;
} finally {
  ending.abort();
  console.log('\nEverything is being ended.');
  await stage.clear();
  console.log(`All of it has ended, and ${stage.folder} is removed.`);
}

/** A downtime from nothing to its record. @returns the exit code */
async function play(on: Stage, database: Engine | undefined): Promise<number> {
  const world = await setUp(on, database);
  showAddresses(on, world);
  await on.read(8_000);
  await askForPlan(on, world);
  const id = await schedule(on, world);
  const downtime = await lookOn(on, world, id);
  const { wrong } = await showRecord(on, world, downtime);
  for (const what of wrong) console.error(`This did not hold: ${what}`);
  if (!on.isFast) await stay(on, world);
  else if (wrong.length === 0) on.talk.event('Everything held.');
  return wrong.length === 0 ? 0 : 1;
}
