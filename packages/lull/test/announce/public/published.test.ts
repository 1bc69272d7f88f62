import { afterEach, expect, it } from 'vitest';
import type { PublicDowntime } from '../../../src/announce/contract.ts';
import { applyDocument } from '../../../src/keeper/apply-document.ts';
import { commandDowntime } from '../../../src/keeper/command-downtime.ts';
import { createDowntime } from '../../../src/keeper/create-downtime.ts';
import { emergencyDown } from '../../../src/keeper/emergency-down.ts';
import { DAY, HOUR, MINUTE, parseInstant } from '../../../src/time/instant.ts';
import { owner, start, tonight } from '../../keeper/support.ts';
import { describeEngines } from '../../store/engines.ts';
import { type PublicWorld, publicWorld, publicYaml } from './support.ts';

const opened: PublicWorld[] = [];
afterEach(async () => {
  for (const one of opened.splice(0)) await one.close();
});

const later = { ...tonight, start: tonight.start + DAY };

const kindsOf = ({ updates }: PublicDowntime): string[] => updates.map(({ kind }) => kind);

describeEngines('what is public', (open) => {
  const begin = async (): Promise<PublicWorld> => {
    const made = await publicWorld(await open());
    opened.push(made);
    return made;
  };

  it('is the public services, how the page looks, and the windows and freezes that hold for them', async () => {
    const { publisher } = await begin();
    const { services, page, periods, downtimes, at } = await publisher.refresh();
    expect(at).toBe(start);
    expect(services).toEqual([
      { name: 'bank', title: 'bank', description: null, zone: 'America/New_York', colour: null },
      {
        name: 'shop',
        title: 'The shop',
        description: 'Where people buy',
        zone: 'Europe/Berlin',
        colour: null,
      },
    ]);
    expect(page).toEqual({
      title: 'Example status',
      site: 'https://example.com',
      zone: 'Europe/Berlin',
      colour: '#f5d90a',
      logo: null,
      url: 'https://lull.example.com',
      isSignUpOpen: false,
      contact: null,
    });
    expect(downtimes).toEqual([]);
    // The night that the first day begins in, and those of the sixty that follow.
    expect(periods.filter(({ kind }) => kind === 'window')).toHaveLength(62);
    expect(periods[0]).toMatchObject({ name: 'nightly', services: ['shop'], text: 'At night' });
    const sale = periods.filter(({ kind }) => kind === 'freeze');
    expect(sale).toEqual([
      {
        kind: 'freeze',
        name: 'sale',
        services: ['shop'],
        zone: 'UTC',
        start: parseInstant('2026-12-20T00:00:00Z'),
        end: parseInstant('2026-12-30T00:00:00Z'),
        text: null,
      },
    ]);
  });

  it('tells a life by what was promised and what happened, and never who or why', async () => {
    const world = await begin();
    const { keeper, publisher } = world;
    const plan = { ...tonight, services: ['shop', 'vault'], title: 'Move the database' };
    const why = 'the disk of Mallory is broken';
    const { downtime } = await createDowntime(keeper, owner, { ...plan, schedule: true, why });
    const say = (asked: Parameters<typeof commandDowntime>[3]) =>
      commandDowntime(keeper, owner, downtime.id, { why, ...asked });
    await say({ type: 'revise', changes: { start: tonight.start + HOUR } });
    await world.at('2026-12-01T22:50:00Z');
    await say({ type: 'im-here' });
    await world.at('2026-12-01T23:00:00Z');
    await say({ type: 'extend', later: 30 * MINUTE });
    await world.at('2026-12-02T00:31:00Z');
    const during = (await publisher.refresh()).downtimes[0]!;
    expect(during).toMatchObject({ state: 'down', overdue: true, sequence: 3 });
    await say({ type: 'finish' });

    const published = await publisher.refresh();
    const [shown] = published.downtimes;
    expect(shown).toMatchObject({
      id: downtime.id,
      title: 'Move the database',
      state: 'completed',
      services: ['shop'],
      mode: 'full',
      paths: [],
      emergency: false,
      overdue: false,
      sequence: 4,
      createdAt: start,
      changedAt: parseInstant('2026-12-02T00:31:00Z'),
    });
    expect(shown!.promise.map(({ number, services, start, end }) => [number, services, start, end])).toEqual([
      [1, ['shop'], tonight.start, tonight.start + HOUR],
      [2, ['shop'], tonight.start + HOUR, tonight.start + 2 * HOUR],
      [3, ['shop'], tonight.start + HOUR, tonight.start + 2.5 * HOUR],
    ]);
    expect(kindsOf(shown!)).toEqual([
      'scheduled',
      'moved',
      'started',
      'extended',
      'overrunning',
      'completed',
    ]);
    expect(shown!.updates.map(({ told }) => told.number)).toEqual([1, 2, 2, 3, 3, 3]);
    const all = JSON.stringify(published);
    for (const secret of ['Mallory', 'olga', 'vault', 'Secret sale', 'owner', '"by"', '"why"']) {
      expect(all).not.toContain(secret);
    }
  });

  it('leaves out drafts, services that are nobody’s business, and tenants', async () => {
    const { keeper, publisher } = await begin();
    await createDowntime(keeper, owner, { ...tonight, title: 'Only a draft' });
    await createDowntime(keeper, owner, { ...later, services: ['vault'], schedule: true });
    expect((await publisher.refresh()).downtimes).toEqual([]);
    const part = { paths: ['/admin'], tenants: ['acme'] };
    await createDowntime(keeper, owner, { ...tonight, mode: 'partial', part, schedule: true });
    const { downtimes } = await publisher.refresh();
    expect(downtimes).toHaveLength(1);
    expect(downtimes[0]).toMatchObject({ mode: 'partial', paths: ['/admin'] });
    expect(JSON.stringify(downtimes)).not.toContain('acme');
  });

  it('follows services as they become public and cease to be', async () => {
    const { keeper, publisher } = await begin();
    const { downtime } = await createDowntime(keeper, owner, {
      ...tonight,
      services: ['vault'],
      schedule: true,
    });
    const opened = publicYaml.replace('vault: { zone: UTC }', 'vault: { zone: UTC, public: true }');
    await applyDocument(keeper, owner, opened);
    expect((await publisher.refresh()).downtimes.map(({ id }) => id)).toEqual([downtime.id]);
    await applyDocument(keeper, owner, publicYaml);
    expect((await publisher.refresh()).downtimes).toEqual([]);
  });

  it('tells what touches nothing public any more as withdrawn then, and nothing of it since', async () => {
    const world = await begin();
    const { keeper, publisher } = world;
    const { downtime } = await createDowntime(keeper, owner, { ...tonight, schedule: true });
    const revise = (changes: object) =>
      commandDowntime(keeper, owner, downtime.id, { type: 'revise', changes, why: 'moved' });
    world.now += HOUR;
    await revise({ services: ['vault'], start: tonight.start + 2 * HOUR, title: 'Secret move' });
    const published = await publisher.refresh();
    const [shown] = published.downtimes;
    expect(shown).toMatchObject({
      id: downtime.id,
      state: 'cancelled',
      title: 'Move the database',
      services: ['shop'],
      expectedEnd: tonight.start + HOUR,
      sequence: 1,
      changedAt: start + HOUR,
      overdue: false,
    });
    expect(kindsOf(shown!)).toEqual(['scheduled', 'withdrawn']);
    expect(shown!.updates.map(({ told }) => told.number)).toEqual([1, 1]);
    expect(JSON.stringify(published)).not.toMatch(/vault|Secret move/);

    world.now += HOUR;
    await revise({ start: tonight.start + 3 * HOUR });
    await world.at('2026-12-02T00:50:00Z');
    await commandDowntime(keeper, owner, downtime.id, { type: 'im-here' });
    await world.at('2026-12-02T01:00:00Z');
    expect((await publisher.refresh()).downtimes).toEqual([shown]);
    world.now = start + 92 * DAY;
    expect((await publisher.refresh()).downtimes).toEqual([]);
  });

  it('tells it as new once it touches something public again', async () => {
    const { keeper, publisher } = await begin();
    const { downtime } = await createDowntime(keeper, owner, {
      ...tonight,
      services: ['vault'],
      schedule: true,
    });
    const revise = (services: readonly string[]) =>
      commandDowntime(keeper, owner, downtime.id, { type: 'revise', changes: { services }, why: 'so' });
    for (const services of [['shop'], ['shop', 'vault'], ['vault'], ['bank', 'vault']])
      await revise(services);
    const [shown] = (await publisher.refresh()).downtimes;
    expect(shown).toMatchObject({ state: 'scheduled', services: ['bank'], sequence: 4 });
    // That the vault came to it is no news to whoever knows of no vault.
    expect(shown!.updates.map(({ kind, told }) => [kind, told.number])).toEqual([
      ['scheduled', 2],
      ['withdrawn', 2],
      ['scheduled', 5],
    ]);
  });

  it('tells an emergency once, and forgets what ended more than ninety days ago', async () => {
    const world = await begin();
    const { keeper, publisher } = world;
    const { downtime } = await emergencyDown(keeper, owner, 'shop', { takes: HOUR, why: 'fire' });
    expect((await publisher.refresh()).downtimes[0]).toMatchObject({ emergency: true, state: 'down' });
    await commandDowntime(keeper, owner, downtime.id, { type: 'abort', why: 'no fire' });
    const [shown] = (await publisher.refresh()).downtimes;
    expect(kindsOf(shown!)).toEqual(['started', 'aborted']);
    world.now = start + 90 * DAY;
    expect((await publisher.refresh()).downtimes).toHaveLength(1);
    world.now = start + 91 * DAY;
    expect((await publisher.refresh()).downtimes).toEqual([]);
  });

  it('is as of now once a day, though nothing in it has changed', async () => {
    const yaml = 'services: { shop: { zone: UTC, public: true } }';
    const world = await publicWorld(await open(), { yaml });
    opened.push(world);
    const first = await world.publisher.refresh();
    world.now += HOUR;
    expect(await world.publisher.refresh()).toBe(first);
    world.now += DAY;
    expect(await world.publisher.refresh()).toEqual({ ...first, at: start + DAY + HOUR });
  });

  it('is another only when something in it is, and says so by itself', async () => {
    const { keeper, publisher } = await begin();
    const first = await publisher.refresh();
    expect(await publisher.refresh()).toBe(first);
    await createDowntime(keeper, owner, { ...later, services: ['vault'], schedule: true });
    expect(await publisher.refresh()).toBe(first);
    const heard = new Promise<number>((resolve) => {
      publisher.onChange(({ downtimes }) => resolve(downtimes.length));
    });
    await createDowntime(keeper, owner, { ...tonight, schedule: true });
    expect(await heard).toBe(1);
    expect(publisher.held()?.version).not.toBe(first.version);
  });
});
