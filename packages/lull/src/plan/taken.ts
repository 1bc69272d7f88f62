import type { Catalog } from '../catalog/catalog.ts';
import type { Interval } from '../time/interval.ts';
import { fullTimes } from './full-times.ts';
import type { Mode, Reason, TakenTime } from './rules.ts';

/** Another downtime while it keeps services and people busy: from its start to its end with its way back. */
export interface BusyDowntime extends Interval {
  readonly id: string;
  readonly title: string;
  readonly services: readonly string[];
  readonly mode: Mode;
  readonly owner: string;
  readonly people: readonly string[];
}

/** The work that room is looked for. */
export interface WorkAmongOthers {
  readonly services: readonly string[];
  readonly mode: Mode;
  /** Ids of people; null and none where nobody is named yet. */
  readonly owner: string | null;
  readonly people: readonly string[];
  /** Id of the work itself where it is scheduled already: it doesn't stand in its own way. */
  readonly exclude?: string | null | undefined;
}

/**
 * The times at which other downtimes leave no room for the work, by start: those of the same services
 * (`conflict`), of what they depend on (`dependency`), of what depends on them (`dependent`), of the same
 * people or owner (`people`), and those at which a team or a chain of dependencies has as many downtimes as
 * it may at once (`team-capacity`, `chain-capacity`).
 *
 * At-risk work closes nothing, so that it takes people and teams but no services: neither does it stand in
 * the way of what closes them, nor the other way round.
 *
 * @param others every downtime that is scheduled or runs and touches the period that is asked for
 * @example takenTimes(catalog, { services: ['shop'], mode: 'full', owner: 'anna', people: [] }, others)
 */
export function takenTimes(
  catalog: Catalog,
  work: WorkAmongOthers,
  others: readonly BusyDowntime[],
): TakenTime[] {
  const busy = others.filter(({ id, start, end }) => id !== work.exclude && start < end);
  const closing = closes(work) ? busy.filter(closes) : [];
  return [
    ...byServices(catalog, work, closing),
    ...byPeople(work, busy),
    ...byTeam(catalog, work, busy),
    ...byChain(catalog, work, closing),
  ].sort((a, b) => a.start - b.start || a.end - b.end);
}

const closes = ({ mode }: { readonly mode: Mode }) => mode !== 'at-risk';

function byServices(
  { dependencies }: Catalog,
  { services }: WorkAmongOthers,
  others: readonly BusyDowntime[],
): TakenTime[] {
  const relations: { rule: Reason['rule']; names: ReadonlySet<string>; which: string }[] = [
    { rule: 'conflict', names: new Set(services), which: '' },
    {
      rule: 'dependency',
      names: dependencies.below(services),
      which: ", which this work's services depend on,",
    },
    {
      rule: 'dependent',
      names: dependencies.above(services),
      which: ", which depends on this work's services,",
    },
  ];
  return others.flatMap((other) =>
    relations.flatMap(({ rule, names, which }) => {
      const shared = other.services.filter((name) => names.has(name));
      return shared.length === 0
        ? []
        : [takenBy(other, rule, `${listed(shared)}${which} ${shared.length > 1 ? 'are' : 'is'} taken by`)];
    }),
  );
}

function byPeople({ owner, people }: WorkAmongOthers, others: readonly BusyDowntime[]): TakenTime[] {
  const needed = new Set(people);
  if (owner !== null) needed.add(owner);
  return others
    .filter((other) => needed.has(other.owner) || other.people.some((person) => needed.has(person)))
    .map((other) => takenBy(other, 'people', 'the same people are needed for'));
}

function byTeam(
  { teams, services, policy }: Catalog,
  work: WorkAmongOthers,
  others: readonly BusyDowntime[],
): TakenTime[] {
  const teamOf = (name: string) => services.get(name)?.team ?? null;
  return [...new Set(work.services.map(teamOf))].flatMap((team) => {
    if (team === null) return [];
    const most = teams.get(team)!.atOnce ?? policy.atOnce.team;
    const theirs = others.filter((other) => other.services.some((name) => teamOf(name) === team));
    return fullTimes(theirs, most).map(({ start, end, busy }): TakenTime => {
      const message = `the team "${team}" is busy with ${titles(busy)}, and does at most ${most} at once`;
      return { start, end, rule: 'team-capacity', name: team, message };
    });
  });
}

function byChain(
  { dependencies, policy }: Catalog,
  work: WorkAmongOthers,
  others: readonly BusyDowntime[],
): TakenTime[] {
  const most = policy.atOnce.chain;
  const chains = Map.groupBy(work.services, (service) => dependencies.chainOf(service));
  return [...chains].flatMap(([chain, [service]]) => {
    if (chain === null) return [];
    const within = others.filter((other) =>
      other.services.some((name) => dependencies.chainOf(name) === chain),
    );
    return fullTimes(within, most).map(({ start, end, busy }): TakenTime => {
      const message = `what "${service}" is connected with is taken by ${titles(busy)}, and at most ${most} may be at once`;
      return { start, end, rule: 'chain-capacity', name: service!, message };
    });
  });
}

function takenBy({ start, end, id, title }: BusyDowntime, rule: Reason['rule'], what: string): TakenTime {
  return { start, end, rule, name: id, message: `${what} "${title}"` };
}

const titles = (downtimes: readonly BusyDowntime[]) => listed(downtimes.map(({ title }) => title));

/** Names in quotes; of many the first. */
function listed(names: readonly string[]): string {
  const quoted = names.slice(0, 3).map((name) => `"${name}"`);
  return names.length > 3 ? `${quoted.join(', ')} and ${names.length - 3} more` : quoted.join(', ');
}
