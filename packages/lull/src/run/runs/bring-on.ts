import { agentActor, lull } from '../../access/contract.ts';
import type { Downtime } from '../../downtime/contract.ts';
import { allowedIn } from '../../downtime/states.ts';
import { command } from '../../keeper/command-downtime.ts';
import type { Scene } from '../../keeper/transact.ts';
import type { Trx } from '../../store/contract.ts';
import { type HeldDowntime, loadDowntime } from '../../store/downtime-rows.ts';
import { appendEvents } from '../../store/events.ts';
import { formatInstant } from '../../time/instant.ts';
import { conduct } from '../conduct/conduct.ts';
import type { Decided, Saying } from '../conduct/contract.ts';
import { isOpen } from '../conduct/questions.ts';
import type { Part, Run, Runs } from '../contract.ts';
import { isOwedAWord } from './presence.ts';
import { loadRun, saveRun } from './rows.ts';
import { sightOf, withOutlines } from './sight.ts';

/** More than any chain of orders and words that follow from each other. */
const MOST_ROUNDS = 12;

/** What everything of a run goes through: its downtime and itself, locked in this order. */
export interface Locked {
  readonly held: HeldDowntime;
  readonly run: Run;
}

/** The scene for what Lull does by itself. */
export async function sceneOf(runs: Runs, trx: Trx): Promise<Scene> {
  const keeper = runs.keeper();
  const held = await keeper.catalog(trx);
  return { keeper, actor: lull, trx, now: await runs.now(trx), held, foresees: false };
}

/**
 * The run of a downtime, with both locked until the transaction ends; null where there is none.
 *
 * @example const locked = await lockRun(scene, downtimeId);
 */
export async function lockRun(scene: Scene, downtime: string): Promise<Locked | null> {
  const held = await loadDowntime(scene.trx, downtime, { forUpdate: true });
  const run = held && (await loadRun(scene.trx, { downtime }, { forUpdate: true }));
  return held && run ? { held, run } : null;
}

/**
 * Brings a run on as far as it goes now: orders are given, and its downtime is told what follows. All of it
 * is one transaction, so a server that dies has done all of it or nothing.
 *
 * @example await bringOn(await sceneOf(runs, trx), downtimeId);
 */
export async function bringOn(scene: Scene, downtime: string): Promise<void> {
  for (let rounds = 0; rounds < MOST_ROUNDS; rounds++) {
    const locked = await lockRun(scene, downtime);
    if (locked === null || locked.run.endedAt !== null) return;
    const { held, run } = locked;
    const { saying, run: next } = await moveRun(scene, run, held.downtime);
    if (saying === undefined) return beThere(scene, held, next);
    await command(scene, held, saying);
  }
}

/** What became of a run, and what is to be said to its downtime; undefined for nothing. */
export interface Moved {
  readonly run: Run;
  readonly saying: Saying | undefined;
}

/**
 * Moves a run to where its downtime and its agents have brought it; what is to be said is given back.
 *
 * @param decided what a person has decided just now on a downtime that had failed; null for nothing
 */
export async function moveRun(
  scene: Scene,
  run: Run,
  downtime: Downtime,
  decided: Decided | null = null,
): Promise<Moved> {
  const { trx, now } = scene;
  const known = await withOutlines(scene, run);
  const moved = conduct(known, downtime, await sightOf(scene, known, downtime), now, decided);
  const [saying] = moved.commands;
  await saveRun(trx, run, moved.run, saying ? now : moved.look);
  if (moved.asks !== null) await askPeople(scene, moved.run, downtime, moved.asks);
  return { run: moved.run, saying };
}

/**
 * Tells that somebody has to decide or to look; once for each thing.
 *
 * @example await askPeople(scene, run, downtime, 'the agent was removed');
 */
export async function askPeople(
  { trx, now }: Scene,
  run: Run,
  downtime: Downtime,
  why: string,
): Promise<void> {
  const { promise, plan } = downtime;
  const about = { downtime: downtime.id, revision: promise.length, version: null, services: plan.services };
  const { id, state, was, isPastReturn } = run;
  const data = { run: id, state, was, isPastReturn, questions: run.parts.flatMap(toldQuestions) };
  await appendEvents(trx, [{ kind: 'run.asks', ...about, at: now, by: lull.id, why, data }]);
}

/** As much of a question is told as people read at once. */
const SHOWN = 500;

/** What a part asks, as its event tells it: what asks a person by itself does so within its time limit. */
function toldQuestions({ place: part, attempts, outline }: Part): Readonly<Record<string, unknown>>[] {
  return attempts.filter(isOpen).map(({ phase, place, attempt, name: step, startedAt, question }) => {
    const { about, text } = question!;
    const listed = phase === 'forward' ? outline?.steps : phase === 'verify' ? outline?.verify : undefined;
    const limit = about === 'confirm' ? (listed?.[place]?.timeLimit ?? null) : null;
    const until = limit === null ? null : formatInstant(startedAt + limit);
    return { part, phase, place, attempt, step, about, text: text.slice(0, SHOWN).toWellFormed(), until };
  });
}

/** An agent that is at work says so for itself, before anybody is asked whether somebody is there. */
async function beThere(scene: Scene, held: HeldDowntime, run: Run): Promise<void> {
  const { downtime } = held;
  if (!allowedIn['im-here'].includes(downtime.state) || !isOwedAWord(run, downtime, scene.now)) return;
  const agent = run.parts[run.part]?.agent ?? '';
  await command({ ...scene, actor: agentActor(agent) }, held, { type: 'im-here' });
}
