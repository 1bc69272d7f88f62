import { setTimeout as wait } from 'node:timers/promises';
import type { Chance } from '../random.ts';
import { boundariesOf } from './boundaries.ts';
import type { End, Life } from './lives.ts';
import type { World } from './world.ts';

/** One kill. */
export interface Kill {
  readonly who: string;
  /** The boundary at which it killed itself, such as `after downtime.closed`; null for a random instant. */
  readonly boundary: string | null;
  /** Milliseconds since its process was started. */
  readonly after: number;
}

/** What is told of the hunt, and when it is through. */
export interface HuntOptions {
  readonly least: number;
  /** Whether it may end as far as the work is concerned. */
  readonly isEnough: () => boolean;
  /** How many occasions are over or under way: the work must come on between the kills. */
  readonly occasions: () => number;
  readonly random: Chance;
  readonly told: (sentence: string) => void;
  readonly find: (sentence: string) => void;
  /** Whether something was found, so that there is no need to go on. */
  readonly isWrong: () => boolean;
}

/** A hunt under way. */
export interface Hunt {
  isThrough(): boolean;
  /** When the last kill was, in milliseconds of the process's own clock. */
  lastAt(): number;
  /** Ends it: everything is up again and asked to stop. */
  end(): Promise<{ readonly kills: readonly Kill[]; readonly mishaps: Record<string, number> }>;
}

/** Of the lives so many end at a random instant, so many of these on their way up; the others at a boundary. */
const atRandom = 0.2;
const duringStart = 0.2;

/** So many kills for each occasion. */
const perOccasion = 6;

/** Kills every process of a world again and again, and lets mishaps happen meanwhile, until it is enough. */
export function hunt(
  world: World,
  { least, isEnough, occasions, random, told, find, isWrong }: HuntOptions,
): Hunt {
  const kills: Kill[] = [];
  const mishaps: Record<string, number> = {};
  const hit = new Set<string>();
  let lastAt = performance.now();
  const over = new AbortController();
  const isThrough = (): boolean => kills.length >= least && isEnough();
  const mayKill = (): boolean => kills.length < perOccasion * occasions();
  const pause = (least: number, longest: number, chances: Chance): Promise<void> =>
    wait(chances.between(least, longest), undefined, { signal: over.signal }).catch(() => {});

  /** Where it is to end: at one of those boundaries at which none of its kind did; empty for a random instant. */
  const choose = (kind: 'server' | 'agent', chances: Chance): string => {
    if (chances.next() < atRandom) return '';
    const all = boundariesOf(kind, world.agent === null);
    const fresh = all.filter((boundary) => !hit.has(`${kind} ${boundary}`));
    return `${chances.between(2, 9)}:${(fresh.length > 0 ? fresh : all).join()}`;
  };

  const live = async ({ name, start }: World['lives'][number]): Promise<Life> => {
    const chances = random.child(name);
    const kind = name === 'agent' ? 'agent' : 'server';
    for (;;) {
      if (isThrough() || isWrong()) return start('');
      const isFree = mayKill();
      const at = isFree ? choose(kind, chances) : '';
      const began = performance.now();
      const life = start(at);
      let isOver = false;
      void life.ended.then(() => {
        isOver = true;
      });
      while (!mayKill() && !isOver && !isThrough() && !isWrong()) await pause(500, 500, chances);
      if (at === '' && isFree && chances.next() < duringStart) await pause(0, 1_500, chances);
      else {
        await Promise.race([life.ready, life.ended]);
        await Promise.race([
          life.ended,
          pause(...((at === '' ? [2_000, 12_000] : [25_000, 40_000]) as [number, number]), chances),
        ]);
      }
      const end = await Promise.race([life.ended, null]);
      if (end && end.signal !== 'SIGKILL') {
        if (!isForGood(end, life)) find(endedBy(name, end, life));
        await pause(1_000, 2_000, chances);
        continue;
      }
      await life.kill();
      const boundary = /^killed (.*)$/m.exec(life.log())?.[1] ?? null;
      if (boundary) hit.add(`${kind} ${boundary}`);
      lastAt = performance.now();
      kills.push({ who: name, boundary, after: Math.round(performance.now() - began) });
      told(`${kills.length}/${least}: ${name} killed ${boundary ?? 'at random'}`);
      await pause(0, 1_200, chances);
    }
  };
  const haveMishaps = async (): Promise<void> => {
    const chances = random.child('mishaps');
    const all = [...world.mishaps];
    while (!isThrough() && !isWrong()) {
      await pause(6_000, 20_000, chances);
      const [name, mishap] = chances.pick(all);
      told(name);
      mishaps[name] = (mishaps[name] ?? 0) + 1;
      await mishap(() => pause(500, 6_000, chances));
      told(`${name} no more`);
    }
  };
  const lives = Promise.all(world.lives.map(live));
  const disturbing = haveMishaps();
  return {
    isThrough,
    lastAt: () => lastAt,
    async end() {
      over.abort();
      await disturbing;
      for (const [i, life] of (await lives).entries()) {
        const { name } = world.lives[i]!;
        const last = isWrong() ? life : await upAgain(world.lives[i]!, life);
        const end = isWrong() ? await last.kill().then(() => null) : await last.stop();
        if (end && end.code !== 0) find(endedBy(name, end, last));
      }
      return { kills, mishaps };
    },
  };
}

/** It does its work; started once more where its database was still away when it was started last. */
async function upAgain({ start }: World['lives'][number], life: Life): Promise<Life> {
  const end = await Promise.race([life.ready.then(() => null), life.ended]);
  if (end === null || !isForGood(end, life)) return life;
  const next = start('');
  await Promise.race([next.ready, next.ended]);
  return next;
}

/** Without its database nothing can be started, and whoever keeps it up starts it again. */
function isForGood({ code }: End, life: Life): boolean {
  return code === 1 && /^error \[store-unavailable\]/m.test(life.log());
}

function endedBy(name: string, { code, signal }: End, life: Life): string {
  return `${name} ended by itself with ${code ?? signal}: ${life.log().slice(-3_000)}`;
}
