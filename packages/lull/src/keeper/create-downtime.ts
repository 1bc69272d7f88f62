import { randomUUID } from 'node:crypto';
import { demand } from '../access/allowed.ts';
import type { Occurrence } from '../downtime/contract.ts';
import { command } from './command-downtime.ts';
import type { Actor, Asked, ChangeOptions, Keeper, Outcome } from './contract.ts';
import { withKnownPeople } from './known-people.ts';
import { type PlanInput, planOf } from './plan-input.ts';
import { carryOut } from './record.ts';
import { type Scene, transact } from './transact.ts';

/** A downtime to be made, and whether to promise it in the same breath. */
export type NewDowntime = PlanInput &
  Pick<Asked, 'why' | 'override'> & { readonly schedule?: boolean | undefined };

/**
 * Drafts a downtime, and schedules it at once if asked to: then there is either a promise (or a proposal,
 * where a second person is asked for) or nothing at all.
 *
 * @throws LullError `not-allowed`, `unknown-service`, `unknown-person`, `bad-plan`, `rule-in-the-way` with
 * every rule and the next start, `reason-needed`, `idempotency-mismatch`
 * @example await createDowntime(keeper, actor, { title, services: ['shop'], start, takes, schedule: true })
 */
export async function createDowntime(
  keeper: Keeper,
  actor: Actor,
  asked: NewDowntime,
  options: ChangeOptions = {},
): Promise<Outcome> {
  demand(actor, 'draft', asked.services);
  if (asked.schedule) demand(actor, 'schedule', asked.services);
  return transact(keeper, actor, options, { verb: 'create', asked }, async (scene) =>
    create(scene, await withKnownPeople(scene, asked, null), options),
  );
}

/** The same inside a transaction that is under way, by somebody who may. */
export async function create(
  scene: Scene,
  { schedule, why, override, ...written }: NewDowntime,
  { dryRun }: ChangeOptions = {},
  occurrence: Occurrence | null = null,
): Promise<Outcome> {
  const { actor, held } = scene;
  const plan = planOf(written, held.catalog, actor.person);
  const said = { by: actor.id, person: actor.person, why };
  const draft = await carryOut(
    { ...scene, foresees: scene.foresees && !schedule },
    null,
    { ...said, type: 'draft', id: randomUUID(), plan, occurrence },
    { dryRun },
  );
  if (!schedule) return draft;
  const { downtime, version } = draft;
  const scheduled = await command(
    scene,
    { downtime, version },
    { type: 'schedule', why, override },
    { dryRun },
  );
  return { ...scheduled, events: [...draft.events, ...scheduled.events] };
}
