import { describe, expect, test } from 'vitest';
import { parseCatalog } from '../../src/catalog/load.ts';
import { defaultPolicy, policyOf } from '../../src/catalog/policy.ts';
import { DAY, MINUTE } from '../../src/time/instant.ts';
import { mistakesOf } from './support.ts';

const { atOnce: _, ...defaults } = defaultPolicy;
const read = (text: string) => parseCatalog(text, 'lull.yaml');

describe('the policy', () => {
  test('is the default where nothing is written', () => {
    const catalog = read('services: { shop: { zone: UTC } }');
    expect(catalog.policy).toEqual(defaultPolicy);
    expect(policyOf(catalog, ['shop'])).toEqual(defaults);
    expect(policyOf(catalog, [])).toEqual(defaults);
    expect(policyOf(catalog, ['gone'])).toEqual(defaults);
  });

  test("is the organisation's, and a service's over it", () => {
    const catalog = read(`
organisation:
  policy:
    atOnce: { chain: 5 }
    secondPerson: [override, { leastRisk: downtime }]
    warnBefore: 1h
    verify: true
services:
  shop: { zone: UTC, policy: { secondPerson: [], warnBefore: 5m, atDrainDeadline: wait } }
  blog: { zone: UTC }
`);
    const organisation = {
      ...defaults,
      secondPerson: { override: true, emergency: false, schedule: false, leastRisk: 'downtime' },
      warnBefore: 60 * MINUTE,
      verify: true,
    };
    expect(catalog.policy).toEqual({ ...organisation, atOnce: { team: 1, chain: 5 } });
    expect(policyOf(catalog, ['blog'])).toEqual(organisation);
    expect(policyOf(catalog, ['shop'])).toEqual({
      ...organisation,
      secondPerson: defaults.secondPerson,
      warnBefore: 5 * MINUTE,
      atDrainDeadline: 'wait',
    });
  });

  test('is of several services the more careful of each setting, in whatever order', () => {
    const catalog = read(`
services:
  a: { zone: UTC, policy: { secondPerson: [schedule, { leastRisk: high }], warnBefore: 1h, startWithin: 0m,
    drainWithin: 10m, atDrainDeadline: abort, atTurnBack: ask, extendBy: 1h, remindEvery: 5m } }
  b: { zone: UTC, policy: { secondPerson: [emergency, { leastRisk: low }, { leastRisk: downtime }],
    warnBefore: 5m, startWithin: 1h, drainWithin: 1s, atDrainDeadline: wait, atTurnBack: roll-back,
    extendBy: 10m, remindEvery: 1d, verify: true } }
`);
    const both = {
      secondPerson: { override: false, emergency: true, schedule: true, leastRisk: 'low' },
      warnBefore: 60 * MINUTE,
      startWithin: 0,
      drainWithin: 10 * MINUTE,
      atDrainDeadline: 'abort',
      atTurnBack: 'roll-back',
      extendBy: 10 * MINUTE,
      remindEvery: 5 * MINUTE,
      verify: true,
    };
    expect(policyOf(catalog, ['a', 'b'])).toEqual(both);
    expect(policyOf(catalog, ['b', 'a', 'b'])).toEqual(both);
    expect(policyOf(catalog, ['b']).remindEvery).toBe(DAY);
  });

  test.each([
    ['warnBefore: 8d', 'warnBefore: "8d" is not within limits. Write PT0S to PT168H.'],
    ['remindEvery: 1s', 'remindEvery: "1s" is not within limits. Write PT1M to PT24H.'],
    ['atTurnBack: rollback', 'atTurnBack: "rollback" is not one of extend, ask, roll-back ("roll-back")'],
    ['secondPerson: [overide]', 'secondPerson.0: "overide" is none of override, emergency, schedule, {'],
    ['secondPerson: override', 'secondPerson: "override" is not a list'],
    ['atOnce: { team: 0 }', 'atOnce.team: is less than 1'],
    ['atOnce: { chain: 1.5 }', 'atOnce.chain: 1.5 is not a whole number'],
    ['atOnce: { chains: 1 }', 'atOnce.chains: is not a field here; the fields are team, chain (chain)'],
    ['warnbefore: 1h', 'warnbefore: is not a field here'],
  ])('%s is a mistake', (field, message) => {
    const [mistake] = mistakesOf(() => read(`organisation: { policy: { ${field} } }`));
    expect(mistake).toContain(`organisation.policy.${message}`);
  });
});

describe('teams', () => {
  test('own services, and have hours, people and a limit', () => {
    const { teams, services } = read(`
teams:
  web: { zone: Europe/London, hours: 22:00-06:00, days: [SA], atOnce: 2, people: [anna@example.com] }
  db: { zone: UTC }
services: { shop: { zone: UTC, team: web, description: "What people\\nbuy in" } }
`);
    expect(services.get('shop')).toMatchObject({ team: 'web', description: 'What people buy in' });
    expect(teams.get('web')).toEqual({
      name: 'web',
      zone: 'Europe/London',
      hours: { from: 1320, to: 360 },
      days: ['SA'],
      atOnce: 2,
      people: ['anna@example.com'],
    });
    expect(teams.get('db')).toMatchObject({
      hours: { from: 540, to: 1020 },
      days: ['MO', 'TU', 'WE', 'TH', 'FR'],
      atOnce: null,
      people: [],
    });
  });

  test.each([
    ['team: wbe', 'services.shop.team: "wbe" is not one of the teams ("web")'],
    ['team: [web]', "services.shop.team: [ 'web' ] is not text; write for example web"],
  ])('a service with %s is refused', (field, message) => {
    const text = `teams: { web: { zone: UTC } }\nservices: { shop: { zone: UTC, ${field} } }`;
    expect(mistakesOf(() => read(text))).toEqual([message]);
  });

  test.each(['anna', 'anna @example.com', '"@"', 'a@b@c', '"a\\u202e@b"'])('%s is no address', (address) => {
    const [mistake] = mistakesOf(() => read(`teams: { web: { zone: UTC, people: [${address}] } }`));
    expect(mistake).toContain('teams.web.people.0');
  });
});
