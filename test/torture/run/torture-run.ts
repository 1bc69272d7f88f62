import { setTimeout as wait } from 'node:timers/promises';
import { type Chance, chance } from '../random.ts';
import { type Past, takeDown } from './crew.ts';
import { hunt, type Kill } from './hunt.ts';
import { judge, recordOf } from './judge.ts';
import { readLedger } from './ledger.ts';
import { type Scenario, scenarios } from './scenario.ts';
import type { Occasion } from './shop.ts';
import { writeStepFile } from './step-file.ts';
import { type Layout, openWorld, type World } from './world.ts';

/** What can be broken on purpose, to see that it is found. */
export const faults = ['gate-open'] as const;

export type Fault = (typeof faults)[number];

export interface RunTortureOptions {
  readonly layout: Layout;
  /** How many at least. */
  readonly kills: number;
  readonly seed: number;
  /** Whether it goes on until each scenario has ended once. */
  readonly isWhole?: boolean;
  /** How many services are taken down side by side. */
  readonly services?: number;
  readonly fault?: Fault | undefined;
  readonly told?: ((sentence: string) => void) | undefined;
}

/** What came of torturing the runs of one layout. */
export interface RunReport {
  readonly layout: Layout;
  readonly seed: number;
  readonly ok: boolean;
  /** Everything that is not as the policy says, as sentences. */
  readonly wrong: readonly string[];
  readonly kills: readonly Kill[];
  /** How often what else went wrong, by its name. */
  readonly mishaps: Readonly<Record<string, number>>;
  /** How often each scenario ended how. */
  readonly ends: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly visits: { readonly answered: number; readonly refused: number };
  /** What could not be done here. */
  readonly missing: readonly string[];
  readonly seconds: number;
}

/** An occasion must be over so many milliseconds after the last kill, and visitors let in so many after its end. */
const patience = { end: 240_000, open: 90_000, wrong: 20_000 };

/**
 * Kills servers and agents while they have a database changed step by step, and looks whether each change ends as the
 * policy says, with nobody let in while it is half-done. The seed makes the choices the same again.
 */
export async function tortureRuns(options: RunTortureOptions): Promise<RunReport> {
  const {
    layout,
    kills: least,
    seed,
    isWhole = false,
    services: count = 4,
    fault,
    told = () => {},
  } = options;
  const began = performance.now();
  const random = chance(seed).child(layout);
  const services = Array.from({ length: count }, (_, i) => `shop_${i}`);
  const world = await openWorld(layout, services);
  const wrong = new Set<string>();
  const ends: Record<string, Record<string, number>> = {};
  const find = (sentence: string): void => {
    if (!wrong.has(sentence)) told(`WRONG ${sentence}`);
    wrong.add(sentence);
  };
  try {
    const isWrong = (): boolean => wrong.size > 0;
    const isEnough = (): boolean => !isWhole || Object.keys(ends).length === scenarios.length;
    let taken = random.between(0, scenarios.length - 1);
    const first = taken;
    const occasions = (): number => taken - first;
    const hunting = hunt(world, {
      least,
      isEnough,
      occasions,
      random: random.child('hunt'),
      told,
      find,
      isWrong,
    });
    const telling: Telling = {
      isWrong,
      more: () => !hunting.isThrough() && !isWrong(),
      isLate: (began) =>
        performance.now() - Math.max(began, hunting.lastAt()) > (isWrong() ? patience.wrong : patience.end),
      next() {
        taken += 1;
        return taken;
      },
      over(past, sentences) {
        const { name } = past.occasion.scenario;
        const { state } = past.downtime;
        ends[name] = { ...ends[name], [state]: (ends[name]?.[state] ?? 0) + 1 };
        told(`${past.occasion.id} (${name}): ${state}`);
        for (const sentence of sentences) find(sentence);
        if (sentences.length > 0) for (const line of recordOf(past)) told(line);
      },
    };
    const crews = services.map((service) =>
      work(world, { service, random: random.child(service), fault }, telling),
    );
    await Promise.all(crews);
    const { kills, mishaps } = await hunting.end();
    const shops = [...world.shops.values()];
    for (const shop of shops) for (const sentence of shop.wrong) find(sentence);
    const sum = (what: 'answered' | 'refused'): number =>
      shops.reduce((all, { visits }) => all + visits[what], 0);
    return {
      ...{ layout, seed, ok: wrong.size === 0, wrong: [...wrong], kills, mishaps, ends },
      visits: { answered: sum('answered'), refused: sum('refused') },
      missing: world.missing,
      seconds: Math.round((performance.now() - began) / 1000),
    };
  } finally {
    await world.close();
  }
}

interface Crew {
  readonly service: string;
  readonly random: Chance;
  readonly fault: Fault | undefined;
}

interface Telling {
  more(): boolean;
  isWrong(): boolean;
  isLate(began: number): boolean;
  /** The number of the next occasion, by which its scenario is chosen. */
  next(): number;
  over(past: Past, wrong: readonly string[]): void;
}

/** Takes one service down again and again, each time in another way. */
async function work(
  world: World,
  { service, random, fault }: Crew,
  { more, isWrong, isLate, next, over }: Telling,
): Promise<void> {
  const { client, agent, clock, database, places } = world;
  const shop = world.shops.get(service)!;
  const isCommitted = async (occasion: string, way: string): Promise<boolean> =>
    (await rowsOf(world, occasion)).some((row) => row.way === way);
  while (more()) {
    const number = next();
    const scenario: Scenario = scenarios[number % scenarios.length]!;
    const id = `${service}_${number}`;
    const occasion: Occasion = { id, ledger: `${places.ledgers}/${id}.ledger`, scenario };
    await database.query(
      `create table ${id} (id serial primary key); insert into ${id} select generate_series(1, 50)`,
    );
    const file = `${service.replace('_', '-')}-${number}`;
    writeStepFile(file, service, scenario, places);
    const steps = clock.steps();
    shop.begin(occasion);
    const ended = new AbortController();
    if (fault) void openHalfDone(shop, occasion, ended.signal);
    const past = await takeDown(
      { client, service, agent, isClockRight: clock.isRight, isLate, isCommitted },
      occasion,
      file,
    );
    ended.abort();
    await shop.over(isWrong() ? 1_000 : patience.open);
    const found = { columns: await columnsOf(world, id), sql: await rowsOf(world, id) };
    over(past, judge(past, found, clock.steps() > steps));
    await wait(random.between(100, 600));
  }
}

/** Breaks what has to hold, as a person who opens the gate by hand would. */
async function openHalfDone(shop: { forceOpen(): Promise<void> }, { ledger }: Occasion, signal: AbortSignal) {
  while (!signal.aborted && readLedger(ledger).length === 0) await wait(20);
  if (!signal.aborted) await shop.forceOpen();
}

async function rowsOf({ database }: World, occasion: string) {
  const { rows } = await database.query('select way, at from ledger where occasion = $1 order by at', [
    occasion,
  ]);
  return (rows as { way: string; at: Date }[]).map(({ way, at }) => ({ way, at: at.getTime() }));
}

async function columnsOf({ database }: World, table: string): Promise<string[]> {
  const { rows } = await database.query(
    `select column_name as name from information_schema.columns
      where table_name = $1 and column_name <> 'id' order by ordinal_position`,
    [table],
  );
  return (rows as { name: string }[]).map(({ name }) => name);
}
