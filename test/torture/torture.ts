import { setTimeout as wait } from 'node:timers/promises';
import { openEmpty } from '../../packages/lull/src/store/open.ts';
import { type ServerOptions, startLullServer } from '../support/lull-server.ts';
import { becomeOwner } from '../support/owner.ts';
import { putService } from './catalog.ts';
import { type Client, createClient } from './client.ts';
import { type Crew, createCrew } from './crew.ts';
import { type Fault, loseWrite } from './fault.ts';
import { endOf } from './model.ts';
import { type Chance, chance } from './random.ts';
import { judge, missing } from './record.ts';
import type { Kill, Report } from './report.ts';

export interface TortureOptions {
  readonly engine: Report['engine'];
  /** Where the server listens and keeps everything. */
  readonly server: ServerOptions;
  readonly kills: number;
  readonly seed: number;
  readonly fault?: Fault | undefined;
  /** Hears of each kill once the next server is up or killed. */
  readonly told?: ((kill: Kill) => void) | undefined;
}

/** So many services are taken down again and again, side by side. */
const crewCount = 6;

/** Of the kills so many hit a server that is on its way up. */
const duringStart = 0.15;

/**
 * Kills the real server at random points while clients change downtimes, and compares at the end the record with what
 * was acknowledged. The seed makes the choices the same again; what a kill hits hangs on the machine's speed too.
 */
export async function torture(options: TortureOptions): Promise<Report> {
  const began = performance.now();
  const random = chance(options.seed);
  const first = startLullServer(options.server);
  const ready = await first.ready;
  const client = createClient(ready.url, await becomeOwner(ready));
  const crews = Array.from({ length: crewCount }, (_, i) =>
    createCrew(client, `service-${i}`, random.child(`crew ${i}`)),
  );
  for (const { service } of crews) await putService(client, service);
  const wrong = new Set<string>();
  const run = { ...options, random: random.child('kills'), client, crews, wrong };
  const hunted = await hunt(run, first).finally(() => client.close());
  const known = crews.flatMap((crew) => crew.known);
  return {
    engine: options.engine,
    seed: options.seed,
    ok: wrong.size === 0,
    wrong: [...wrong],
    fault: hunted.fault,
    acknowledged: { downtimes: known.length, changes: acknowledged(run) },
    askedAgain: client.askedAgain(),
    ends: countBy(known.map((one) => endOf(one) ?? 'under way')),
    seconds: Math.round((performance.now() - began) / 1000),
    kills: hunted.kills,
  };
}

interface Run extends TortureOptions {
  readonly random: Chance;
  readonly client: Client;
  readonly crews: readonly Crew[];
  readonly wrong: Set<string>;
}

async function hunt(
  run: Run,
  first: ReturnType<typeof startLullServer>,
): Promise<Pick<Report, 'kills' | 'fault'>> {
  const { random, client, crews, wrong } = run;
  const kills: Kill[] = [];
  let fault: Report['fault'] = null;
  let [server, startedAt] = [first, performance.now()];
  let more = true;
  const work = Promise.all(crews.map((crew) => crew.work(() => more))).catch((error: Error) => {
    wrong.add(error.message);
  });
  /** Waits until it answers, and looks whether all that was acknowledged before is there. */
  const look = async (): Promise<void> => {
    const known = structuredClone(crews.flatMap((crew) => crew.known.filter((one) => endOf(one) === null)));
    await server.ready;
    const last = kills.at(-1);
    if (!last || last.back !== null) return;
    last.back = Math.round(performance.now() - startedAt);
    last.missing = await missing(client, known);
    for (const sentence of last.missing) wrong.add(sentence);
    run.told?.(last);
  };
  try {
    while (kills.length < run.kills && wrong.size === 0) {
      const during = random.next() < duringStart ? 'start' : 'work';
      if (during === 'work') await look();
      await wait(random.between(0, 900));
      const isToPlant = run.fault && fault === null && kills.length + 1 >= run.kills / 2;
      // On a machine that has much to do nothing may be acknowledged yet that could be lost.
      while (isToPlant && wrong.size === 0 && lastKnown(run) === undefined) await wait(50);
      kills.push({
        number: kills.length + 1,
        during,
        after: Math.round(performance.now() - startedAt),
        inFlight: [...client.inFlight].map(({ what }) => what),
        back: null,
        missing: [],
      });
      await server.kill();
      const before = kills.at(-2);
      if (before?.back === null) run.told?.(before);
      if (isToPlant) fault = await plant(run);
      [server, startedAt] = [startLullServer(run.server), performance.now()];
    }
    await look();
    // On a machine that has much to do the kills may leave the work no time: without any, nothing is shown.
    while (wrong.size === 0 && acknowledged(run) <= run.kills) await wait(50);
    more = false;
    await work;
    if (wrong.size === 0) {
      for (const sentence of await judge(
        client,
        crews.flatMap(({ known }) => known),
      ))
        wrong.add(sentence);
    }
    const { code } = await server.stop();
    if (code !== 0) wrong.add(`asked to stop, the server ended with ${code}: ${server.log().slice(-500)}`);
    return { kills, fault };
  } finally {
    await server.kill();
  }
}

/** Undoes the creation that was acknowledged last; null while there is none. */
async function plant(run: Run): Promise<Report['fault']> {
  const last = lastKnown(run);
  if (!last) return null;
  const store = await openEmpty(run.server);
  await loseWrite(store, last.id);
  await store.close();
  return { kind: run.fault!, downtime: last.id };
}

/** What was acknowledged last and is under way. */
function lastKnown({ crews }: Run) {
  return crews.flatMap(({ known }) => known.filter((one) => endOf(one) === null)).at(-1);
}

/** How many changes were acknowledged. */
function acknowledged({ crews }: Run): number {
  return crews.flatMap(({ known }) => known).reduce((sum, { said }) => sum + said.length, 0);
}

function countBy(words: readonly string[]): Record<string, number> {
  return Object.fromEntries([...Map.groupBy(words, (word) => word)].map(([word, all]) => [word, all.length]));
}
