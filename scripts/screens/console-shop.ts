import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { followGate, type Gate, readConfig } from '../../packages/gate/src/follow/index.ts';
import { DAY, HOUR } from '../../packages/lull/src/time/instant.ts';
import type { World } from '../../test/browser/support/world.ts';

const zone = 'Europe/Berlin';

/** What the team of the shop has agreed on. */
const catalogOf = (log: string, today: string, freeze: string): string => `organisation:
  name: Example
  announce: { leastNotice: { downtime: P2D } }

services:
  shop:
    zone: ${zone}
    title: Web shop
    public: true
    team: web
    dependsOn: [database]
    traffic: [${JSON.stringify(log)}]
    windows: [nightly, weekend]
    gates: { expect: 2 }
  search: { zone: ${zone}, public: true, team: web, windows: [nightly] }
  billing: { zone: America/New_York, dependsOn: [database], policy: { secondPerson: [schedule] } }
  database: { zone: ${zone}, windows: [weekend] }

teams:
  web: { zone: ${zone}, hours: "09:00-17:30", days: [MO, TU, WE, TH, FR] }

windows:
  nightly:
    zone: ${zone}
    start: ${today}T00:00
    duration: PT6H
    rrule: FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR
    risk: downtime
    notice: P2D
    comment: after the nightly orders are through
  weekend:
    zone: ${zone}
    start: ${today}T02:30
    duration: PT7H
    rrule: FREQ=WEEKLY;BYDAY=SA,SU
    risk: downtime
    notice: P2D
    comment: the support desk opens at nine

freezes:
  campaign:
    zone: ${zone}
    start: ${freeze}T00:00
    duration: P5D
    reason: the busiest days of the year
`;

const steps = `steps:
  - name: copy the tables
    command: [echo, 14 tables are copied]
    timeLimit: 10m
    idempotent: true
  - name: look at the replica
    confirm: Is the replica level?
    timeLimit: 30m
`;

/** The folder of step files that the server is started with. */
export function writeSteps(folder: string): string {
  const made = join(folder, 'steps');
  mkdirSync(made, { mode: 0o755 });
  writeFileSync(join(made, 'move-database.yaml'), steps, { mode: 0o644 });
  return made;
}

/**
 * Fills a server with the life of a small shop: people, rules, gates, subscribers, and downtimes of which one is under
 * way and waits for an answer.
 *
 * @param log an access log of the weeks before
 * @returns the id of the downtime under way, and its gates, to be closed
 */
export async function fillShop(world: World, log: string): Promise<{ id: string; gates: readonly Gate[] }> {
  const dayIn = (days: number): string => new Date(Date.now() + days * DAY).toISOString().slice(0, 10);
  await world.api('POST', '/apply', catalogOf(log, dayIn(-40), dayIn(12)));
  await world.invite('ada@example.com', 'approver');
  await world.invite('grace@example.com', 'scheduler');
  await world.invite('alan@example.com', null, { shop: 'requester' });
  await world.api('POST', '/invitations', { email: 'edsger@example.com', role: 'viewer' });
  for (const [address, services] of subscribers)
    await world.api('POST', '/subscribers', { address, services });
  const gates = await Promise.all(['web-1', 'web-2'].map((instance) => standing(world, instance)));

  const plan = async (title: string, service: string, start: number, more: object = {}): Promise<string> => {
    const lengths = { takes: 'PT1H', rollback: 'PT20M' };
    const body = {
      title,
      services: [service],
      start: new Date(start).toISOString(),
      ...lengths,
      schedule: true,
    };
    const made = await world.api<{ downtime: { id: string } }>('POST', '/downtimes', { ...body, ...more });
    return made.downtime.id;
  };
  const nights = workingNights();
  const why = { override: true, why: 'agreed with the shop' };
  await plan('Split the orders table', 'shop', nights[4]!, { schedule: false });
  await plan('Renew the certificates', 'search', nights[0]!);
  await plan('Larger disks', 'shop', nights[1]!, why);
  await plan('New tax rates', 'billing', nights[3]!);
  const off = await plan('Switch the search index', 'search', nights[2]!);
  await world.api('POST', `/downtimes/${off}/cancel`, { why: 'it can be done live' });
  await world.api('POST', '/services/search/down', { why: 'the index is corrupt' });
  await world.api('POST', '/services/search/up', {});

  const id = await plan('Move the database', 'shop', Date.now() + 2_000, {
    ...{ takes: 'PT1H', rollback: 'PT10M', warnBefore: 'PT1M', drainWithin: 'PT5S', ...why },
    steps: [{ agent: null, name: 'move-database', hash: await hashOf(world), parameters: {} }],
  });
  return { id, gates };
}

/** Five nights to come, two by Berlin's winter clock, each before a working day and not before four days from now. */
function workingNights(): readonly number[] {
  const today = Math.floor(Date.now() / DAY) * DAY + HOUR;
  const days = Array.from({ length: 8 }, (_, i) => today + (4 + i) * DAY);
  return days.filter((at) => ![0, 6].includes(new Date(at).getUTCDay())).slice(0, 5);
}

const subscribers: readonly [address: string, services: readonly string[]][] = [
  ['support@example.com', ['shop', 'search']],
  ['partner@example.net', ['shop']],
  ['warehouse@example.org', ['shop', 'billing']],
];

/** A gate as it stands in front of the shop. */
async function standing(world: World, instance: string): Promise<Gate> {
  const { config } = await world.api<{ config: object }>('POST', '/services/shop/gates', { instance });
  return followGate(readConfig({ ...config, server: world.url }));
}

/** What the step file is now, once the server has read it. */
async function hashOf(world: World): Promise<string> {
  for (let tries = 0; tries < 100; tries++) {
    const { items } = await world.api<{ items: { hash: string }[] }>('GET', '/step-files');
    if (items[0]) return items[0].hash;
    await new Promise((done) => setTimeout(done, 100));
  }
  throw new Error('The server has not read the step file');
}
