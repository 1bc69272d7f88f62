import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Catalog } from '../../src/catalog/catalog.ts';
import { catalogFromEntries } from '../../src/catalog/entries.ts';
import type { Entry } from '../../src/catalog/entry.ts';
import { openStarts } from '../../src/plan/open-starts.ts';
import { standInTheWay } from '../../src/plan/reasons.ts';
import type { Mode, Reason } from '../../src/plan/rules.ts';
import { type BusyDowntime, takenTimes, type WorkAmongOthers } from '../../src/plan/taken.ts';
import { calendar, work as workOf } from './calendar.ts';

const shop: Record<string, object> = {
  web: { team: 'front', dependsOn: ['api'] },
  app: { team: 'front', dependsOn: ['api'] },
  api: { team: 'back', dependsOn: ['db'] },
  db: { team: 'back' },
  mail: {},
  wiki: {},
};

function catalogOf(
  services: Record<string, object>,
  teams: Record<string, object> = { front: {}, back: {} },
  atOnce = {},
) {
  const entry = (kind: 'team' | 'service') => (name: string, body: object) => ({
    kind,
    name,
    body: { zone: 'UTC', ...body },
  });
  return catalogFromEntries([
    { kind: 'organisation', name: 'organisation', body: { policy: { atOnce } } } as Entry,
    ...Object.entries(teams).map(([name, body]) => entry('team')(name, body)),
    ...Object.entries(services).map(([name, body]) => entry('service')(name, body)),
  ]);
}

function busy(given: Partial<BusyDowntime> & Pick<BusyDowntime, 'services'>): BusyDowntime {
  return {
    id: 'd1',
    title: 'Move it',
    mode: 'full',
    owner: 'ben',
    people: [],
    start: 100,
    end: 200,
    ...given,
  };
}

const work = (given: Partial<WorkAmongOthers> & Pick<WorkAmongOthers, 'services'>): WorkAmongOthers => ({
  mode: 'full',
  owner: 'anna',
  people: [],
  ...given,
});

const rules = (given: Parameters<typeof work>[0], others: readonly BusyDowntime[], catalog: Catalog) =>
  takenTimes(catalog, work(given), others).map(({ rule, name }) => [rule, name]);

/** The same services without teams, so that each rule is seen by itself. */
const alone = catalogOf(
  Object.fromEntries(Object.entries(shop).map(([name, body]) => [name, { ...body, team: undefined }])),
  {},
  { chain: 9 },
);

describe('what other downtimes take', () => {
  it.each<[string, string, Reason['rule'] | null]>([
    ['web', 'web', 'conflict'],
    ['web', 'api', 'dependency'],
    ['web', 'db', 'dependency'],
    ['db', 'api', 'dependent'],
    ['db', 'web', 'dependent'],
    ['web', 'app', null],
    ['web', 'mail', null],
  ])('work on %s beside a downtime of %s: %s', (mine, theirs, rule) => {
    const found = rules({ services: [mine] }, [busy({ services: [theirs] })], alone);
    expect(found).toEqual(rule === null ? [] : [[rule, 'd1']]);
  });

  it('says which services, which downtime and from when to when', () => {
    const others = [busy({ services: ['db'], title: 'Vacuum' })];
    expect(takenTimes(alone, work({ services: ['web'] }), others)).toEqual([
      {
        start: 100,
        end: 200,
        rule: 'dependency',
        name: 'd1',
        message: `"db", which this work's services depend on, is taken by "Vacuum"`,
      },
    ]);
  });

  it('does not stand in its own way when it is moved', () => {
    expect(rules({ services: ['web'], exclude: 'd1' }, [busy({ services: ['web'] })], alone)).toEqual([]);
  });

  it('knows the same people, as owner or beside the owner', () => {
    const others = [busy({ services: ['mail'], owner: 'ben', people: ['carla'] })];
    const asked = (owner: string | null, people: string[]) =>
      rules({ services: ['wiki'], owner, people }, others, alone);
    expect(asked('ben', [])).toEqual([['people', 'd1']]);
    expect(asked('anna', ['carla'])).toEqual([['people', 'd1']]);
    expect(asked('anna', ['dora'])).toEqual([]);
    expect(asked(null, [])).toEqual([]);
  });

  it('lets at-risk work and downtimes of the same services pass each other, but not their people and teams', () => {
    const catalog = catalogOf(shop, { front: {}, back: {} });
    const others = (mode: Mode) => [busy({ services: ['web', 'api'], mode, owner: 'anna' })];
    const both = [
      ['people', 'd1'],
      ['team-capacity', 'front'],
    ];
    expect(rules({ services: ['web'] }, others('at-risk'), catalog)).toEqual(both);
    expect(rules({ services: ['web'], mode: 'at-risk' }, others('full'), catalog)).toEqual(both);
    expect(rules({ services: ['web'], mode: 'at-risk' }, others('at-risk'), catalog)).toEqual(both);
  });

  it('counts a downtime of several services of a team once', () => {
    const catalog = catalogOf(shop, { front: { atOnce: 2 }, back: {} }, { chain: 9 });
    const one = busy({ services: ['web', 'app'] });
    const more = [one, busy({ id: 'd2', title: 'Paint it', services: ['app'], start: 150, end: 250 })];
    const capacity = (others: BusyDowntime[]) =>
      takenTimes(catalog, work({ services: ['web'] }), others).filter((each) => each.rule !== 'conflict');
    expect(capacity([one])).toEqual([]);
    expect(capacity(more)).toMatchObject([
      {
        start: 150,
        end: 200,
        rule: 'team-capacity',
        name: 'front',
        message: 'the team "front" is busy with "Move it", "Paint it", and does at most 2 at once',
      },
    ]);
  });

  it('counts a chain over everything that is connected, in whatever direction', () => {
    const catalog = catalogOf(
      { ...shop, web: { dependsOn: ['api'] }, app: { dependsOn: ['api'] } },
      {
        back: { atOnce: 9 },
      },
    );
    expect(catalog.policy.atOnce).toEqual({ team: 1, chain: 2 });
    const sibling = busy({ services: ['app'] });
    expect(rules({ services: ['web'] }, [sibling], catalog)).toEqual([]);
    const second = busy({ id: 'd2', services: ['app'] });
    expect(rules({ services: ['web'] }, [sibling, second], catalog)).toEqual([['chain-capacity', 'web']]);
    expect(rules({ services: ['mail'] }, [sibling, second], catalog)).toEqual([]);
  });

  it('gives no room away where one ends as the next begins', () => {
    const catalog = catalogOf(shop, { front: { atOnce: 2 }, back: {} }, { chain: 9 });
    const others = [
      busy({ services: ['app'], start: 0, end: 10 }),
      busy({ id: 'd2', services: ['app'], start: 10, end: 20 }),
    ];
    expect(rules({ services: ['web'] }, others, catalog)).toEqual([]);
  });

  it('passes over what has no length and services that are gone', () => {
    const others = [busy({ services: ['web'], end: 100 }), busy({ services: ['gone'] })];
    expect(rules({ services: ['web'] }, others, alone)).toEqual([]);
    expect(rules({ services: ['gone'] }, others, alone)).toEqual([['conflict', 'd1']]);
  });
});

describe('beside trying every moment by itself', () => {
  const names = ['a', 'b', 'c', 'd', 'e'];
  const some = (of: readonly string[], least = 0) =>
    fc.uniqueArray(fc.constantFrom(...of), { minLength: least, maxLength: 3 });
  const modes = fc.constantFrom<Mode>('full', 'read-only', 'at-risk');
  /** A service depends only on ones after it, so that there is no ring. */
  const services = fc.tuple(
    ...names.map((_, i) =>
      fc.record({
        dependsOn: fc.subarray(names.slice(i + 1)),
        team: fc.constantFrom(undefined, 't', 'u'),
      }),
    ),
  );
  const limits = fc.record({
    t: fc.option(fc.integer({ min: 1, max: 3 }), { nil: undefined }),
    team: fc.integer({ min: 1, max: 2 }),
    chain: fc.integer({ min: 1, max: 3 }),
  });
  const other = fc.record({
    services: some(names, 1),
    mode: modes,
    owner: fc.constantFrom('p', 'q', 'r'),
    people: some(['p', 'q', 'r']),
    start: fc.integer({ min: 0, max: 50 }),
    length: fc.integer({ min: 0, max: 20 }),
  });
  const mine = fc.record({
    services: some(names, 1),
    mode: modes,
    owner: fc.constantFrom('p', 's', null),
    people: some(['q', 's']),
    exclude: fc.constantFrom(null, 'd0'),
  });

  it('gives the same starts, and the same rules that stand in the way', () => {
    fc.assert(
      fc.property(
        services,
        limits,
        fc.array(other, { maxLength: 6 }),
        mine,
        fc.integer({ min: 1, max: 8 }),
        (given, { t, team, chain }, someOthers, wanted, takes) => {
          const catalog = catalogOf(
            Object.fromEntries(names.map((name, i) => [name, given[i]!])),
            { t: { atOnce: t }, u: {} },
            { team, chain },
          );
          const others = someOthers.map(({ start, length, ...rest }, i) => ({
            ...rest,
            id: `d${i}`,
            title: `D${i}`,
            start,
            end: start + length,
          }));
          const range = { start: 0, end: 80 };
          const asked = workOf({ takes, mode: wanted.mode });
          const all = calendar({ taken: takenTimes(catalog, wanted, others) });
          const open = openStarts(all, asked, range);
          for (let at = range.start; at < range.end; at++) {
            const expected = rulesAt(catalog, wanted, others, { start: at, end: at + takes });
            const told = standInTheWay([all], asked, at, 'UTC').map(({ rule, name }) => `${rule} ${name}`);
            expect({ at, told: [...new Set(told)].sort() }).toEqual({ at, told: expected });
            const isOpen = open.some(({ start, end }) => start <= at && at < end);
            expect({ at, isOpen }).toEqual({ at, isOpen: expected.length === 0 });
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});

/** The rules that are broken by work in this period, each millisecond looked at by itself. */
function rulesAt(
  catalog: Catalog,
  wanted: WorkAmongOthers,
  others: readonly BusyDowntime[],
  period: { start: number; end: number },
): string[] {
  const broken = new Set<string>();
  const dependsOn = (from: string, to: string): boolean =>
    (catalog.services.get(from)?.dependsOn ?? []).some((next) => next === to || dependsOn(next, to));
  const linked = (from: string, to: string): boolean => {
    const seen = [from];
    for (const each of seen) {
      for (const next of catalog.services.keys()) {
        if (!seen.includes(next) && (dependsOn(each, next) || dependsOn(next, each))) seen.push(next);
      }
    }
    return from !== to && seen.includes(to);
  };
  const teamsOf = (names: readonly string[]) => names.map((name) => catalog.services.get(name)?.team);
  const mine = wanted.services;
  for (let ms = period.start; ms < period.end; ms++) {
    const now = others.filter(({ id, start, end }) => id !== wanted.exclude && start <= ms && ms < end);
    const closing = wanted.mode === 'at-risk' ? [] : now.filter(({ mode }) => mode !== 'at-risk');
    for (const { id, services: theirs } of closing) {
      const foreign = theirs.filter((name) => !mine.includes(name));
      if (foreign.length < theirs.length) broken.add(`conflict ${id}`);
      if (foreign.some((name) => mine.some((own) => dependsOn(own, name)))) broken.add(`dependency ${id}`);
      if (foreign.some((name) => mine.some((own) => dependsOn(name, own)))) broken.add(`dependent ${id}`);
    }
    const people = [wanted.owner, ...wanted.people];
    for (const { id, owner, people: theirs } of now) {
      if ([owner, ...theirs].some((person) => people.includes(person))) broken.add(`people ${id}`);
    }
    for (const team of new Set(teamsOf(mine))) {
      if (!team) continue;
      const most = catalog.teams.get(team)!.atOnce ?? catalog.policy.atOnce.team;
      const running = now.filter(({ services }) => teamsOf(services).includes(team)).length;
      if (running >= most) broken.add(`team-capacity ${team}`);
    }
    for (const [i, own] of mine.entries()) {
      const inChain = (name: string) => name === own || linked(own, name);
      if (mine.slice(0, i).some(inChain) || ![...catalog.services.keys()].some((name) => linked(own, name)))
        continue;
      const running = closing.filter(({ services }) => services.some(inChain)).length;
      if (running >= catalog.policy.atOnce.chain) broken.add(`chain-capacity ${own}`);
    }
  }
  return [...broken].sort();
}
