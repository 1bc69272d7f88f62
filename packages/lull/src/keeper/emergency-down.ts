import { randomUUID } from 'node:crypto';
import { demand } from '../access/allowed.ts';
import { policyOf } from '../catalog/policy.ts';
import type { Plan } from '../downtime/contract.ts';
import { hasBegun } from '../downtime/states.ts';
import { LullError } from '../errors.ts';
import type { Reason } from '../plan/rules.ts';
import { type HeldDowntime, loadDowntime } from '../store/downtime-rows.ts';
import { HOUR } from '../time/instant.ts';
import type { Actor, ChangeOptions, Keeper, Outcome } from './contract.ts';
import { planOf } from './plan-input.ts';
import { carryOut } from './record.ts';
import { mayStart, rulesFor, wantedBy } from './rules-now.ts';
import { type Scene, transact } from './transact.ts';

/** What is known of an emergency. Lengths are milliseconds. */
export interface Emergency extends Partial<Pick<Plan, 'mode' | 'title' | 'takes' | 'rollback'>> {
  readonly why: string;
}

/**
 * Takes a service down at once: every rule gives way, which is recorded. Where a downtime of it is under way
 * that lets some in, that one closes to everybody instead.
 *
 * @throws LullError `not-allowed`, `unknown-service`, `rule-in-the-way` when another downtime of it, or of
 * what it may not be down together with, is under way, `second-person` where the policy asks for one,
 * `reason-needed`, `bad-plan`
 * @example await emergencyDown(keeper, actor, 'shop', { why: 'the disk is failing' })
 */
export async function emergencyDown(
  keeper: Keeper,
  actor: Actor,
  service: string,
  { why, ...known }: Emergency,
  options: ChangeOptions = {},
): Promise<Outcome> {
  demand(actor, 'run', [service]);
  return transact(keeper, actor, options, { verb: 'down', service, why, known }, async (scene) => {
    const { catalog } = scene.held;
    const written = { takes: HOUR, ...known, title: known.title ?? 'Emergency', services: [service] };
    const plan = { ...planOf(written, catalog, actor.person), start: scene.now };
    if (policyOf(catalog, plan.services).secondPerson.emergency) throw secondPersonFirst(service);
    const obstacles = await obstaclesTo(scene, plan);
    const said = { by: actor.id, person: actor.person, why };
    const partial = plan.mode === 'full' ? await openToSome(scene, service, obstacles) : null;
    if (partial) return carryOut(scene, partial, { ...said, type: 'widen' }, options);
    return carryOut(scene, null, { ...said, type: 'emergency', id: randomUUID(), plan, obstacles }, options);
  });
}

/** What is merely planned gives way, and is flagged; what has begun does not. */
async function obstaclesTo({ actor, trx, held, now }: Scene, plan: Plan): Promise<Reason[]> {
  const rules = await rulesFor(trx, actor, held.catalog, wantedBy(plan, now, null), now);
  const { open, reasons } = mayStart(rules, now);
  const standing: Reason[] = [];
  for (const reason of open ? [] : reasons) {
    const other = reason.rule === 'conflict' ? await loadDowntime(trx, reason.name!) : null;
    if (other === null || hasBegun(other.downtime.state)) standing.push(reason);
  }
  return standing;
}

/** What is under way of the service without closing it to everybody; locked. */
async function openToSome(
  { trx, actor }: Scene,
  service: string,
  obstacles: readonly Reason[],
): Promise<HeldDowntime | null> {
  for (const { rule, name } of obstacles) {
    if (rule !== 'conflict') continue;
    const held = await loadDowntime(trx, name!, { forUpdate: true });
    if (!held || !hasBegun(held.downtime.state)) continue;
    const { plan, state } = held.downtime;
    if (!plan.services.includes(service) || (plan.mode === 'full' && state !== 'opening')) continue;
    demand(actor, 'run', plan.services);
    return held;
  }
  return null;
}

function secondPersonFirst(service: string): LullError {
  return new LullError(
    'second-person',
    `The policy asks for a second person before ${service} is taken down at once`,
    'Schedule it for a moment soon, with a reason to set the rules aside, and let another person approve it.',
  );
}
