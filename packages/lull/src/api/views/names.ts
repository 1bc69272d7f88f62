import type { Names } from '../../access/names.ts';
import type { Downtime, Plan } from '../../downtime/contract.ts';

/**
 * The ids of all people and keys that a downtime's view has; some come several times.
 *
 * @example const viewing = await viewer.viewing(peopleIn(downtime));
 */
export function peopleIn(downtime: Downtime): string[] {
  const { plan, promise, proposal, waivers, flags, createdBy } = downtime;
  const said = [downtime.presence, downtime.go, downtime.turningBack, proposal, ...promise, ...waivers];
  const seconds = waivers.map(({ secondPerson }) => secondPerson);
  const all = [...said, ...flags.map(({ kept }) => kept)].map((one) => one?.by);
  return [
    createdBy,
    ...peopleOf(plan),
    ...(proposal ? peopleOf(proposal.plan) : []),
    ...[...all, ...seconds].filter((id) => id != null),
  ];
}

/** The ids of all people that a plan names. */
export function peopleOf({ owner, people }: Pick<Plan, 'owner' | 'people'>): string[] {
  return [owner, ...people];
}

/**
 * Names as answers have them: beside the ids that stand there, and no others.
 *
 * @param names at least of these ids
 */
export function toldNames(ids: Iterable<string>, names: Names): Record<string, string | null> {
  return Object.fromEntries([...new Set(ids)].map((id) => [id, names.get(id) ?? null]));
}
