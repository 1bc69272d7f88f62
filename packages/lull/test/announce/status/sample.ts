import type { PublicDowntime, PublicUpdate, Published, Told } from '../../../src/announce/contract.ts';
import { nothingYet } from '../../../src/downtime/contract.ts';
import { DAY, HOUR, type Instant, MINUTE, parseInstant } from '../../../src/time/instant.ts';

/** A Tuesday noon in Berlin. */
export const noon = parseInstant('2026-12-01T11:00:00Z');

type Given = Pick<PublicDowntime, 'id' | 'title' | 'services'> &
  Partial<Omit<PublicDowntime, 'promise'>> & {
    /** Start and end of each promise. */
    readonly told: readonly (readonly [Instant, Instant])[];
  };

/** A downtime as the public sees it, from what is special about it. */
export function shown({ id, title, services, told, mode = 'full', ...rest }: Given): PublicDowntime {
  const promise = told.map(
    ([start, end], i): Told => ({ number: i + 1, title, services, mode, part: null, start, end }),
  );
  const kinds = ['scheduled', ...told.slice(1).map(() => 'moved' as const)] as const;
  const updates = kinds.map((kind, i): PublicUpdate => {
    return { id: `${id}-${i}`, kind, at: noon - (20 - i) * DAY, told: promise[i]! };
  });
  return {
    id,
    title,
    services,
    mode,
    state: 'scheduled',
    paths: [],
    promise,
    actual: nothingYet,
    expectedEnd: promise.at(-1)!.end,
    emergency: false,
    overdue: false,
    sequence: 0,
    createdAt: noon - 20 * DAY,
    changedAt: noon - DAY,
    updates,
    ...rest,
  };
}

/** One that is over, which began and ended at these instants. */
export function over(given: Given, start: Instant, end: Instant): PublicDowntime {
  const made = shown({
    state: 'completed',
    actual: { ...nothingYet, drainingAt: start, downAt: start, endedAt: end },
    ...given,
  });
  const last = made.promise.at(-1)!;
  const updates: PublicUpdate[] = [
    ...made.updates,
    { id: `${given.id}-s`, kind: 'started', at: start, told: last },
    { id: `${given.id}-c`, kind: 'completed', at: end, told: last },
  ];
  return { ...made, updates, changedAt: end };
}

/** What is public of a firm in the middle of a busy day. */
export function sample(): Published {
  const hours = (from: number, to: number) => [noon + from * HOUR, noon + to * HOUR] as const;
  const earlier = Array.from({ length: 10 }, (_, i) => {
    const start = noon - (9 + 8 * i) * DAY + 10 * HOUR;
    const end = start + (1 + (i % 4)) * HOUR;
    const services = i % 3 === 0 ? ['shop', 'search'] : ['bank'];
    const mode = i % 4 === 3 ? 'read-only' : 'full';
    const told = [[start, start + 2 * HOUR]] as const;
    const named = {
      id: `earlier-${i}`,
      title: `Regular maintenance ${i + 1}`,
      services,
      mode,
      told,
    } as const;
    return over(named, start + 4 * MINUTE, end);
  });
  const running = shown({
    id: 'running',
    title: 'Move the database to new disks',
    services: ['shop'],
    told: [hours(-1, 1), hours(-1, 2)],
    state: 'down',
    actual: { ...nothingYet, drainingAt: noon - HOUR, downAt: noon - HOUR + MINUTE },
    expectedEnd: noon + 2 * HOUR,
  });
  const coming = shown({
    id: 'coming',
    title: 'New version of the accounts',
    services: ['bank', 'search'],
    mode: 'read-only',
    told: [hours(80, 82)],
  });
  const moved = shown({
    id: 'moved',
    title: 'Switch of hardware',
    services: ['bank'],
    told: [hours(200, 203), hours(250, 254)],
  });
  const finished = over(
    {
      id: 'finished',
      title: 'Security update',
      services: ['bank'],
      told: [hours(-50, -48), hours(-49, -47)],
    },
    noon - 49 * HOUR,
    noon - 46.5 * HOUR,
  );
  const cancelled = shown({
    id: 'cancelled',
    title: 'Rebuild of the index',
    services: ['search'],
    told: [hours(-30, -29)],
    state: 'cancelled',
    actual: { ...nothingYet, endedAt: noon - 40 * HOUR },
  });
  return {
    at: noon,
    version: '1',
    page: {
      title: 'Example status',
      site: 'https://example.com',
      zone: 'Europe/Berlin',
      colour: '#1d4f91',
      logo: null,
      url: 'https://lull.example.com',
      isSignUpOpen: true,
      contact: null,
    },
    services: [
      {
        name: 'bank',
        title: 'Accounts',
        description: 'Transfers, statements, cards',
        zone: 'America/New_York',
        colour: null,
      },
      { name: 'search', title: 'Search', description: null, zone: 'Europe/Berlin', colour: '#f5d90a' },
      {
        name: 'shop',
        title: 'Web shop',
        description: 'Where people buy',
        zone: 'Europe/Berlin',
        colour: null,
      },
    ],
    downtimes: [...earlier.reverse(), finished, cancelled, running, coming, moved],
    periods: [],
  };
}
