import { demand } from '../../access/allowed.ts';
import { writeAudit } from '../../access/audit.ts';
import { type Actor, lull } from '../../access/contract.ts';
import { LullError } from '../../errors.ts';
import { command } from '../../keeper/command-downtime.ts';
import type { Asked, ChangeOptions, Consequence } from '../../keeper/contract.ts';
import { readable } from '../../keeper/record.ts';
import { type Scene, transact } from '../../keeper/transact.ts';
import { appendEvents } from '../../store/events.ts';
import { type Said, withAnswer } from '../conduct/questions.ts';
import type { Run, Runs } from '../contract.ts';
import { foreseeRun } from '../foresee-run.ts';
import { bringOn, type Locked, lockRun } from './bring-on.ts';
import { noRun, type RunSeen, readRun } from './read-run.ts';
import { saveRun } from './rows.ts';

/** A person's answer: to which question, what, and why. */
export type AnswerAsked = Omit<Said, 'by' | 'at'>;

/** What became of an answer, or would. */
export interface Answered {
  readonly seen: RunSeen;
  readonly follows: readonly Consequence[];
  readonly dryRun: boolean;
}

/**
 * Answers what a run asks. Where the downtime has failed over it, the answer decides that too: it goes on, or
 * what was done is undone.
 *
 * @param dryRun whether it is only asked what would follow; then nothing is changed
 * @throws LullError `not-found`, `not-allowed`; `wrong-state` where nobody asks that any more; `no-way-back`
 * @example await answerQuestion(runs, actor, id, { part: 0, phase: 'forward', place: 2, attempt: 1, … })
 */
export async function answerQuestion(
  runs: Runs,
  actor: Actor,
  downtime: string,
  answer: AnswerAsked,
  { dryRun = false }: Pick<ChangeOptions, 'dryRun'> = {},
): Promise<Answered> {
  return transact(runs.keeper(), actor, { dryRun }, null, async (asked) => {
    const { trx } = asked;
    const scene: Scene = { ...asked, foresees: false };
    const locked = await lockRun(scene, downtime);
    if (locked === null) throw await noRun(runs, actor, downtime, trx);
    const { plan } = readable(actor, downtime, locked.held).downtime;
    demand(actor, 'run', plan.services);
    const answered = withAnswer(locked.run, { ...answer, by: actor.id, at: scene.now });
    if (answered === null || locked.run.endedAt !== null) throw notAsked(locked.run);
    await saveRun(trx, locked.run, answered, scene.now);
    await note(scene, locked, answer);
    await sayWhatFollows(scene, downtime, answered, answer);
    await bringOn({ ...scene, actor: lull }, downtime);
    const seen = await readRun(runs, actor, downtime, trx);
    const follows = await foreseeRun(trx, soonAfter(seen.run, answer), scene.now);
    return { seen, follows, dryRun };
  });
}

/** What is given up turns back as soon as its agent has heard of it. */
function soonAfter(run: Run, { answer, phase }: AnswerAsked): Run {
  const isGivenUp = answer === 'failed' && run.endedAt === null && run.state !== 'asking';
  if (!isGivenUp || phase === 'back') return run;
  return { ...run, state: run.isPastReturn ? 'stuck' : 'back' };
}

async function note(scene: Scene, { held, run }: Locked, { why, ...answer }: AnswerAsked): Promise<void> {
  const { trx, actor, now } = scene;
  const { id, plan, promise } = held.downtime;
  const services = plan.services;
  const data = { run: run.id, ...answer };
  await writeAudit(trx, actor, { action: 'run.answer', subject: id, services, why, data }, now);
  const about = { downtime: id, revision: promise.length, version: null, services, at: now };
  await appendEvents(trx, [{ kind: 'run.answered', ...about, by: actor.id, why, data }]);
}

/** Whoever answers is there; and what has failed is decided on by it. */
async function sayWhatFollows(
  scene: Scene,
  id: string,
  { state }: Run,
  { answer, phase, why }: AnswerAsked,
): Promise<void> {
  const { held } = (await lockRun(scene, id))!;
  const { expectedEnd, plan, turningBack } = held.downtime;
  let asked: Asked = { type: 'im-here' };
  if (state === 'stuck' && answer !== 'failed') {
    const end = Math.max(expectedEnd!, scene.now + plan.extendBy);
    asked = { type: 'resume', why, end: expectedEnd! > scene.now ? expectedEnd! : end };
  } else if (state === 'stuck' && phase !== 'back' && turningBack === null) asked = { type: 'rollback', why };
  await command(scene, held, asked);
}

function notAsked({ state }: Run): LullError {
  return new LullError(
    'wrong-state',
    `Nobody asks that: the run is ${state}, or it was answered before`,
    'Look at what it asks now: lull run show.',
  );
}
