import type { Plan } from '../../../src/downtime/contract.ts';
import { commandDowntime } from '../../../src/keeper/command-downtime.ts';
import type { Asked, FactSource, Follower, Keeper } from '../../../src/keeper/contract.ts';
import { createDowntime } from '../../../src/keeper/create-downtime.ts';
import { readDowntime } from '../../../src/keeper/read-downtime.ts';
import type { Run, Runs } from '../../../src/run/contract.ts';
import { openRuns } from '../../../src/run/open.ts';
import { lookAtRuns } from '../../../src/run/run-runs.ts';
import type { FoundFile } from '../../../src/run/runner/contract.ts';
import { hearAgent, hearOwnRunner } from '../../../src/run/runs/hear-agent.ts';
import { ordersFor } from '../../../src/run/runs/orders.ts';
import { loadRun } from '../../../src/run/runs/rows.ts';
import { takeReports } from '../../../src/run/runs/take-reports.ts';
import type { Outline } from '../../../src/run/steps/contract.ts';
import type { Store } from '../../../src/store/contract.ts';
import { eventsAfter } from '../../../src/store/events.ts';
import { type Instant, SECOND } from '../../../src/time/instant.ts';
import { owner, start, tonight, world } from '../../keeper/support.ts';
import { Host } from '../conduct/host.ts';

export const hash = 'a'.repeat(64);

/** How a host's next piece of work goes. */
export type Luck = (host: string) => 'well' | 'badly';

const well: Luck = () => 'well';

/** Servers, agents and a downtime with steps, whose time and luck the test tells. */
export interface RunWorld {
  readonly keeper: Keeper;
  readonly runs: Runs;
  now: Instant;
  /** What is told to the log. */
  readonly told: string[];
  /** What the gates say. */
  gates: { expected: number; confirmed: number };
  /** Agents that say nothing. */
  readonly away: Set<string>;
  /** Hosts by their agents' names. */
  readonly hosts: Map<string, Host>;
  /** Agents that aren't away say that they are there. */
  greet(): Promise<void>;
  /** Lets time go on, says that agents are there, and does what is due. */
  at(time: Instant): Promise<void>;
  /** Goes on second by second, with hosts that work. */
  work(seconds: number, luck?: Luck): Promise<void>;
  /** Hears orders, does one thing, and reports it: each host that isn't away. */
  round(luck?: Luck): Promise<void>;
  say(asked: Asked): Promise<void>;
  state(): Promise<string>;
  run(): Promise<Run>;
  kinds(): Promise<string[]>;
  readonly id: string;
}

const quiet = () => undefined;

/** A downtime of tonight with these step files on these agents, scheduled. */
export async function runWorld(
  store: Store,
  files: Readonly<Record<string, Outline>>,
  plan: Partial<Plan> = {},
  {
    isFirst = true,
    factSources = [],
    followers = [],
    opened = async () => undefined,
  }: {
    isFirst?: boolean;
    factSources?: readonly FactSource[];
    followers?: readonly Follower[];
    /** Is given the keeper before anything is scheduled. */
    opened?: (made: RunWorld) => Promise<void>;
  } = {},
): Promise<RunWorld> {
  const told: string[] = [];
  const log = {
    debug: quiet,
    info: quiet,
    warn: quiet,
    error: (_: object, text: string) => void told.push(text),
  };
  const made = { now: start, gates: { expected: 0, confirmed: 0 } } as RunWorld;
  const clock = async (): Promise<Instant> => made.now;
  const bypass = async (services: readonly string[], until: Instant) =>
    Object.fromEntries(services.map((name) => [name, `${name} until ${until}`]));
  const room = openRuns(store, { log, bypass, clock });
  const gates: FactSource = { name: 'gates', gather: async () => ({ gates: made.gates }) };
  const { keeper, ...inner } = await world(store, {
    followers: [room.follower, ...followers],
    factSources: [room.facts, gates, ...factSources],
    log,
  });
  room.connect(keeper);
  const names = Object.keys(files);
  const hosts = new Map(names.map((name, i) => [name, new Host(i, files[name]!)]));
  const away = new Set<string>();
  const steps = names.map((name) => ({ agent: name || null, name: `${name}file`, hash, parameters: {} }));
  const hello = (name: string): FoundFile[] => [
    { name: `${name}file`, hash, outline: files[name]!, mistake: null },
  ];
  const beHeard = async (): Promise<void> => {
    for (const name of names.filter((each) => !away.has(each))) {
      const said = { version: '1', host: `host of ${name}`, files: hello(name), trouble: null };
      await (name === '' ? hearOwnRunner(room.runs, 'journal', said) : hearAgent(room.runs, name, said));
    }
  };
  let id = '';
  Object.assign(made, {
    keeper,
    runs: room.runs,
    told,
    away,
    hosts,
    greet: beHeard,
    async at(time: Instant) {
      made.now = time;
      await beHeard();
      await lookAtRuns(room.runs);
      await inner.at(time);
      await lookAtRuns(room.runs);
    },
    async round(luck: Luck = well) {
      for (const [name, host] of hosts) {
        if (away.has(name)) continue;
        for (const order of await ordersFor(room.runs, name || null)) host.hear(order);
        host.act(luck(name), made.now);
        await report(made, name);
      }
    },
    async work(seconds: number, luck: Luck = well) {
      for (let second = 0; second < seconds; second++) {
        await made.round(luck);
        await made.at(made.now + SECOND);
      }
    },
    say: async (asked: Asked) => void (await commandDowntime(keeper, owner, id, asked)),
    state: async () => (await readDowntime(keeper, owner, id)).downtime.state,
    run: async () => (await loadRun(store.db, { downtime: id }))!,
    kinds: async () =>
      (await eventsAfter(store.db, 0, { limit: 1_000, downtime: id })).map(({ kind }) =>
        kind.replace('downtime.', ''),
      ),
  });
  if (isFirst)
    await enrol(
      store,
      names.filter((name) => name !== ''),
    );
  made.now = start;
  await opened(made);
  await beHeard();
  const { downtime } = await createDowntime(keeper, owner, { ...tonight, ...plan, steps, schedule: true });
  id = downtime.id;
  Object.assign(made, { id });
  return made;
}

/** A host tells all that it has to tell. */
export async function report(made: RunWorld, name: string): Promise<void> {
  const run = await loadRun(made.runs.store.db, { downtime: made.id });
  if (run === null) return;
  const reports = made.hosts.get(name)!.reports.map((one) => ({ ...one, run: run.id }));
  await takeReports(made.runs, name || null, reports);
}

async function enrol(store: Store, names: readonly string[]): Promise<void> {
  const at = new Date(start);
  const rows = names.map((name) => ({
    name,
    key: `key of ${name}`,
    files: '[]',
    made_at: at,
    made_by: 'olga',
  }));
  if (rows.length > 0) await store.db.insertInto('run_agents').values(rows).execute();
}
