import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json as anyJson } from 'node:stream/consumers';
import ICAL from 'ical.js';
import { expect, onTestFinished } from 'vitest';
import { type ReceivedMail, startMailServer } from '../../../../../test/peers/smtp.ts';
import { openPublic } from '../../../src/announce/public/open.ts';
import { commandDowntime } from '../../../src/keeper/command-downtime.ts';
import type { Asked } from '../../../src/keeper/contract.ts';
import { createDowntime } from '../../../src/keeper/create-downtime.ts';
import type { Store } from '../../../src/store/contract.ts';
import { scheduler, tonight } from '../../keeper/support.ts';
import { delivering } from '../delivery/delivering.ts';
import { unlimited } from '../delivery/settings.ts';
import { subscribed } from '../subscribed.ts';
import { announceWorld } from '../support/world.ts';
import { calendarOf, eventsOf, told } from './mails.ts';
import { subscribeAll, yaml } from './people.ts';

/** A downtime's whole life, in a time that the test tells, with everybody who hears of it. */
export interface Life {
  readonly id: string;
  /** Lets time go on; all that is due is done and everything has been sent. */
  at(time: string): Promise<void>;
  /** Sends all that is due as things stand. */
  told(): Promise<void>;
  /** Says something to the downtime. */
  say(asked: Asked): Promise<void>;
  /**
   * Who has heard what since the last time: of a mail its subject, the time that it tells, and what it does to
   * the reader's calendar; of a webhook what it tells programs.
   */
  heard(): string;
  /** What anybody sees: in the calendar that all subscribe to, by programs, and as news. */
  shown(): Promise<string>;
  /** What was heard, and what is shown. */
  point(): Promise<string>;
  /** The calendar that anybody can subscribe to. */
  feed(): Promise<string>;
  readonly mails: readonly ReceivedMail[];
}

const url = 'https://lull.example.com';

/** Opens it on a store: nothing is scheduled yet. */
export async function openLife(store: Store) {
  const server = await startMailServer();
  onTestFinished(() => server.stop());
  const mail = { server: server.url, from: 'Example status <status@example.com>' };
  const world = await announceWorld(store, { yaml, settings: { mail, perMinute: unlimited } });
  const { announce, keeper } = world;
  await subscribeAll(announce);
  delivering(announce);
  const open = openPublic(announce);
  onTestFinished(() => open.close());
  const called: Called[] = [];
  const hook = createServer(async (request, response) => {
    called.push({
      id: String(request.headers['webhook-id']),
      body: (await anyJson(request)) as Called['body'],
    });
    response.end();
  });
  await new Promise<void>((resolve) => hook.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void hook.close());
  const { port } = hook.address() as AddressInfo;
  await subscribed(announce, `http://127.0.0.1:${port}/`, { channel: 'webhook', source: 'added' });
  let seen = { mails: 0, calls: 0 };

  const settled = async (): Promise<void> => {
    await world.tell();
    const waiting = async (): Promise<number> => {
      const { count } = await store.db
        .selectFrom('announce_notices')
        .select(({ fn }) => fn.countAll().as('count'))
        .where('state', '=', 'queued')
        .executeTakeFirstOrThrow();
      return Number(count);
    };
    await expect.poll(waiting, { interval: 10 }).toBe(0);
  };
  const document = async (path: string): Promise<string> => {
    await open.publisher.refresh();
    return (await open.shelf.find(path, 'en'))!.body('identity').toString();
  };

  return {
    world,
    server,
    store,
    /** Promises a downtime, and tells of it. */
    async begin(plan: Partial<typeof tonight> & { readonly start: number }): Promise<Life> {
      const { downtime } = await createDowntime(keeper, scheduler, { ...tonight, ...plan, schedule: true });
      const { id } = downtime;
      await settled();
      const life: Life = {
        id,
        mails: server.mails,
        async at(time) {
          await world.at(time);
          await settled();
        },
        told: settled,
        async say(asked) {
          await commandDowntime(keeper, scheduler, id, asked);
          await settled();
        },
        heard() {
          const mails = server.mails.slice(seen.mails);
          const calls = called.slice(seen.calls);
          seen = { mails: server.mails.length, calls: called.length };
          for (const each of mails) isWellFormed(each, id);
          return [...mails.map(told).sort(), ...calls.map(toldToProgram)].join('\n') || 'nobody';
        },
        feed: () => document('/feeds/all.ics'),
        async shown() {
          const calendar = eventsOf(await document('/feeds/all.ics')).join(' & ');
          const { scheduled_maintenances: all } = JSON.parse(
            await document('/api/v2/scheduled-maintenances.json'),
          );
          const status = all.map(
            (one: Record<string, string>) =>
              `${one.status} ${minute(one.scheduled_for!)} – ${minute(one.scheduled_until!)}`,
          );
          const atom = await document('/feeds/all.atom');
          const [news] = Array.from(
            atom.matchAll(/<entry>[\s\S]*?<title[^>]*>([\s\S]*?)<\/title>/g),
            ([, one]) => one!,
          );
          return [`calendar: ${calendar}`, `status:   ${status.join(' & ')}`, `news:     ${news ?? ''}`]
            .join('\n')
            .replaceAll(/ +$/gm, '');
        },
        async point() {
          return `${life.heard()}\n${await life.shown()}`;
        },
      };
      return life;
    },
  };
}

interface Called {
  readonly id: string;
  readonly body: { readonly type: string; readonly data: Readonly<Record<string, unknown>> };
}

const minute = (time: string): string => `${time.slice(0, 16)}Z`;

function toldToProgram({ body: { type, data } }: Called): string {
  const { revision, sequence, start, end } = data as Record<string, string>;
  return `POST ${type} of revision ${revision}, #${sequence}: ${minute(start!)} – ${minute(end!)}`;
}

/** What holds for every mail, whatever it tells. */
function isWellFormed({ to, from, parsed, raw }: ReceivedMail, downtime: string): void {
  expect(from).toBe('status@example.com');
  expect(to).toHaveLength(1);
  expect(raw).toMatch(/^List-Unsubscribe-Post: List-Unsubscribe=One-Click\r$/m);
  expect(raw).toMatch(new RegExp(`^List-Unsubscribe: <${url}/unsubscribe/[\\w.-]+>\r$`, 'm'));
  expect(parsed.messageId).toMatch(/^<[\da-f-]{36}@example\.com>$/);
  expect(parsed.headers.get('auto-submitted')).toBe('auto-generated');
  for (const body of [parsed.text!, parsed.html as string]) {
    expect(body).not.toMatch(/undefined|null|NaN|\[object|\{\w+\}/);
    // No time without its zone.
    expect(body).toMatch(/UTC|GMT|MEZ|CET|EST/);
    expect(body).toContain('/unsubscribe/');
  }
  const event = new ICAL.Component(ICAL.parse(calendarOf(raw))).getFirstSubcomponent('vevent')!;
  expect(event.getFirstPropertyValue('uid')).toBe(`${downtime}@lull.example.com`);
  expect(event.getFirstPropertyValue('attendee')).toBe(`mailto:${to[0]}`);
  expect(event.getFirstPropertyValue('organizer')).toBe('mailto:status@example.com');
}
