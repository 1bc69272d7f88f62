import { demand } from '../access/allowed.ts';
import type { Command, Downtime, Plan } from '../downtime/contract.ts';
import { LullError } from '../errors.ts';
import type { HeldDowntime } from '../store/downtime-rows.ts';
import type { Instant } from '../time/instant.ts';
import {
  type Actor,
  type Asked,
  actionOf,
  type ChangeOptions,
  type Keeper,
  type Outcome,
} from './contract.ts';
import { factsNow } from './facts-now.ts';
import { judge } from './judge.ts';
import { withKnownPeople } from './known-people.ts';
import { changedPlan } from './plan-input.ts';
import { carryOut, heldFor } from './record.ts';
import { type Scene, transact } from './transact.ts';

/**
 * Says something to a downtime: one transaction that looks at the rules, decides, and stores the downtime,
 * its revisions, its events, the audit row and what the followers will have to do. What time lets go on after
 * it goes on in the same transaction.
 *
 * @throws LullError `not-found`, `not-allowed`, `stale-version`, `wrong-state`, `rule-in-the-way` with every
 * rule and the next start, `second-person`, `reason-needed`, `bad-plan`, `unknown-service`, `unknown-person`,
 * `idempotency-mismatch`
 * @example await commandDowntime(keeper, actor, id, { type: 'extend', later: 30 * MINUTE }, { version: 3 })
 */
export async function commandDowntime(
  keeper: Keeper,
  actor: Actor,
  id: string,
  asked: Asked,
  options: ChangeOptions = {},
): Promise<Outcome> {
  return transact(keeper, actor, options, { verb: 'command', id, asked }, async (scene) => {
    const held = await heldFor(scene, id);
    demand(actor, actionFor(actor, asked, held.downtime), servicesOf(held.downtime, asked));
    return command(scene, held, asked, options);
  });
}

/** The same inside a transaction that is under way, by somebody who may. */
export async function command(
  scene: Scene,
  held: HeldDowntime,
  asked: Asked,
  options: ChangeOptions = {},
): Promise<Outcome> {
  const made = await commandFrom(scene, held.downtime, asked);
  return carryOut(scene, held, made, options);
}

/** Whoever drafted it may call it off themselves, as long as it is not promised. */
function actionFor(actor: Actor, { type }: Asked, { state, createdBy }: Downtime) {
  const own = createdBy === actor.id || createdBy === actor.person;
  const unpromised = state === 'draft' || state === 'awaiting-approval';
  return type === 'cancel' && own && unpromised ? actionOf.draft : actionOf[type];
}

function servicesOf({ plan, proposal }: Downtime, { changes }: Asked): readonly string[] {
  const all = [plan.services, proposal?.plan.services, changes?.services];
  return [...new Set(all.flatMap((names) => names ?? []))];
}

async function commandFrom(scene: Scene, downtime: Downtime, asked: Asked): Promise<Command> {
  const { actor } = scene;
  const said = { by: actor.id, person: actor.person, why: asked.why };
  switch (asked.type) {
    case 'edit':
      return { ...said, type: 'edit', plan: await planAsked(scene, downtime, asked) };
    case 'schedule':
      return { ...said, type: 'schedule', judgement: await judge(scene, downtime, downtime.plan, asked) };
    case 'approve': {
      const plan = downtime.proposal?.plan ?? downtime.plan;
      return { ...said, type: 'approve', judgement: await judge(scene, downtime, plan, asked) };
    }
    case 'revise': {
      const plan = await planAsked(scene, downtime, asked);
      return { ...said, type: 'revise', plan, judgement: await judge(scene, downtime, plan, asked) };
    }
    case 'extend':
    case 'resume':
      return { ...said, type: asked.type, end: newEnd(downtime, asked) };
    case 'go':
      return { ...said, type: 'go', facts: await factsNow(scene, downtime) };
    case 'finish':
      return { ...said, type: 'finish', check: (await factsNow(scene, downtime)).checks };
    case 'step':
      return { ...said, type: 'step', ...stepOf(asked) };
    default:
      return { ...said, type: asked.type };
  }
}

async function planAsked(scene: Scene, { plan }: Downtime, { changes = {} }: Asked): Promise<Plan> {
  return changedPlan(plan, await withKnownPeople(scene, changes, plan), scene.held.catalog);
}

function newEnd({ expectedEnd, plan }: Downtime, { end, later }: Asked): Instant {
  const from = expectedEnd ?? plan.start;
  const asked = end ?? (from !== null && later !== undefined ? from + later : undefined);
  if (asked !== undefined) return asked;
  throw new LullError('bad-plan', 'No new end was given', 'Say when it is to end, or how much later.');
}

function stepOf({ step, phase, data }: Asked) {
  if (step !== undefined && phase !== undefined) return { step, phase, data: data ?? {} };
  throw new LullError('bad-request', 'No step was named', 'Say which step, and whether it started or ended.');
}
