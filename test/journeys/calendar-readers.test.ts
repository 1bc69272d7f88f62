import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { NoticeKind, PublicDowntime } from '../../packages/lull/src/announce/contract.ts';
import { downtimeCalendar } from '../../packages/lull/src/announce/feeds/calendar/downtimes.ts';
import { inviteFor } from '../../packages/lull/src/announce/feeds/calendar/invite.ts';
import { commandDowntime } from '../../packages/lull/src/keeper/command-downtime.ts';
import type { Asked } from '../../packages/lull/src/keeper/contract.ts';
import { createDowntime } from '../../packages/lull/src/keeper/create-downtime.ts';
import { DAY, HOUR, MINUTE, parseInstant } from '../../packages/lull/src/time/instant.ts';
import { downtime, published, told, viewOf } from '../../packages/lull/test/announce/feeds/support.ts';
import { type PublicWorld, publicWorld } from '../../packages/lull/test/announce/public/support.ts';
import { owner, tonight } from '../../packages/lull/test/keeper/support.ts';
import { describeEngines } from '../../packages/lull/test/store/engines.ts';
import { khalMissing, openKhal } from '../peers/khal.ts';
import { follow, vdirsyncerMissing } from '../peers/vdirsyncer.ts';

const opened: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of opened.splice(0).reverse()) await close();
});

/** The life of one downtime, and what calendars are told of it at each point. */
interface Life {
  readonly id: string;
  /** Lets time go on. */
  until(time: string): Promise<void>;
  say(asked: Asked): Promise<void>;
  feed(): Promise<string>;
  /** The calendar of a mail of this kind that is sent now. */
  mail(kind: NoticeKind): Promise<string>;
}

async function beginLife(world: PublicWorld): Promise<Life> {
  opened.push(() => world.close());
  const { downtime } = await createDowntime(world.keeper, owner, { ...tonight, schedule: true });
  const { id } = downtime;
  return {
    id,
    until: (time) => world.at(time),
    async say(asked) {
      await commandDowntime(world.keeper, owner, id, { why: 'so', ...asked });
    },
    async feed() {
      await world.publisher.refresh();
      return `${(await world.shelf.find('/feeds/all.ics', 'en'))!.body('identity')}`;
    },
    async mail(kind) {
      const { page, services, downtimes } = await world.publisher.refresh();
      const { promise, sequence, actual } = downtimes.find((each) => each.id === id)!;
      const [before = null, told] = [promise.at(-2), promise.at(-1)!];
      const words = world.announce.words.of('en');
      const facts = { downtime: id, kind, told, before, sequence, actual, services, page, words };
      return inviteFor({ ...facts, zone: null, now: world.now }).to('ann@example.com').text;
    },
  };
}

describe.skipIf(khalMissing !== null)(khalMissing ?? 'khal', () => {
  describeEngines('shows one event at the right time, from feeds and mails', (open) => {
    it('through two moves, the work, an extension and the return', async () => {
      const life = await beginLife(await publicWorld(await open()));
      const [berlin, newYork] = [await openKhal('Europe/Berlin'), await openKhal('America/New_York')];
      opened.push(berlin.remove, newYork.remove);
      const shows = async (kind: NoticeKind, inBerlin: [string, string], inNewYork: [string, string]) => {
        await berlin.take(await life.feed());
        // Again and again: a mail may come before the feed is loaded, and late or twice.
        for (const calendar of [await life.mail(kind), await life.feed(), await life.mail(kind)]) {
          await newYork.take(calendar);
          const [event, ...others] = await newYork.list('2026-11-30', 5);
          expect(others).toEqual([]);
          expect(event).toMatchObject({ start: inNewYork[0], end: inNewYork[1], isCancelled: false });
        }
        expect(await berlin.list('2026-11-30', 5)).toEqual([
          {
            uid: `${life.id}@lull.example.com`,
            start: inBerlin[0],
            end: inBerlin[1],
            title: 'The shop: Move the database',
            isCancelled: false,
          },
        ]);
      };

      await shows(
        'scheduled',
        ['2026-12-01 23:00', '2026-12-02 00:00'],
        ['2026-12-01 17:00', '2026-12-01 18:00'],
      );
      await life.say({ type: 'revise', changes: { start: tonight.start + HOUR } });
      await shows(
        'moved',
        ['2026-12-02 00:00', '2026-12-02 01:00'],
        ['2026-12-01 18:00', '2026-12-01 19:00'],
      );
      await life.say({ type: 'revise', changes: { start: tonight.start + DAY } });
      await shows(
        'moved',
        ['2026-12-02 23:00', '2026-12-03 00:00'],
        ['2026-12-02 17:00', '2026-12-02 18:00'],
      );
      await life.until('2026-12-02T21:50:00Z');
      await life.say({ type: 'im-here' });
      await life.until('2026-12-02T22:00:00Z');
      await life.say({ type: 'extend', later: 30 * MINUTE });
      await shows(
        'extended',
        ['2026-12-02 23:00', '2026-12-03 00:30'],
        ['2026-12-02 17:00', '2026-12-02 18:30'],
      );
      await life.until('2026-12-02T23:12:00Z');
      await life.say({ type: 'finish' });
      await shows(
        'completed',
        ['2026-12-02 23:00', '2026-12-03 00:12'],
        ['2026-12-02 17:00', '2026-12-02 18:12'],
      );
    });

    it('and as cancelled once it is', async () => {
      const life = await beginLife(await publicWorld(await open()));
      const khal = await openKhal('Asia/Kolkata');
      opened.push(khal.remove);
      await khal.take(await life.mail('scheduled'));
      await life.say({ type: 'cancel' });
      for (const calendar of [await life.feed(), await life.mail('cancelled'), await life.feed()]) {
        await khal.take(calendar);
        expect(await khal.list('2026-11-30', 5)).toMatchObject([
          {
            start: '2026-12-02 03:30',
            end: '2026-12-02 04:30',
            title: 'Cancelled: The shop: Move the database',
            isCancelled: true,
          },
        ]);
      }
    });

    it('and as cancelled once it touches nothing public any more', async () => {
      const life = await beginLife(await publicWorld(await open()));
      const khal = await openKhal('Europe/Berlin');
      opened.push(khal.remove);
      await khal.take(await life.feed());
      await life.say({ type: 'revise', changes: { services: ['vault'], start: tonight.start + DAY } });
      await khal.take(await life.feed());
      expect(await khal.list('2026-11-30', 5)).toMatchObject([
        {
          start: '2026-12-01 23:00',
          title: 'Cancelled: The shop: Move the database',
          isCancelled: true,
        },
      ]);
    });
  });
});

describe.skipIf(khalMissing !== null)(khalMissing ?? 'khal, of what is odd', () => {
  const at = (id: string, from: string, until: string, title = id): PublicDowntime => {
    const [start, end] = [parseInstant(from), parseInstant(until)];
    return downtime({ id, promise: [{ ...told, title, start, end }] });
  };

  it('shows the right times where the clocks change, and every title as it is', async () => {
    const khal = await openKhal('Europe/Berlin');
    opened.push(khal.remove);
    const long = `${'Ä'.repeat(240)}, 🚀; "x" \\ y`;
    const downtimes = [
      at('over the gap', '2027-03-28T00:30:00Z', '2027-03-28T01:30:00Z'),
      at('in the hour that comes twice', '2027-10-31T00:30:00Z', '2027-10-31T01:30:00Z'),
      at('midnight to midnight', '2027-10-30T22:00:00Z', '2027-10-31T23:00:00Z', long),
    ];
    await khal.take(downtimeCalendar(viewOf(published(downtimes)), null));
    expect(await khal.list('2027-03-28', 1)).toMatchObject([
      { start: '2027-03-28 01:30', end: '2027-03-28 03:30', title: 'Web shop: over the gap' },
    ]);
    const autumn = await khal.list('2027-10-31', 1);
    expect(autumn.map(({ start, end, title }) => [start, end, title]).sort()).toEqual([
      ['2027-10-31 00:00', '2027-11-01 00:00', `Web shop: ${long}`],
      ['2027-10-31 02:30', '2027-10-31 02:30', 'Web shop: in the hour that comes twice'],
    ]);
  });
});

describe.skipIf(vdirsyncerMissing !== null)(vdirsyncerMissing ?? 'vdirsyncer', () => {
  describeEngines('keeps one file for each event', (open) => {
    it('and makes it another only when the event is', async () => {
      const world = await publicWorld(await open());
      const life = await beginLife(world);
      const folder = await follow(`${await serve(world)}/feeds/shop.ics`);
      opened.push(folder.remove);
      const [first, ...others] = await folder.sync();
      expect(others).toEqual([]);
      expect(first).toContain('DTSTART:20261201T220000Z');
      expect(await folder.sync()).toEqual([first]);
      await life.say({ type: 'revise', changes: { start: tonight.start + DAY } });
      await world.publisher.refresh();
      const moved = await folder.sync();
      expect(moved).toHaveLength(1);
      expect(moved[0]).toContain('DTSTART:20261202T220000Z');
      expect(moved[0]).toContain('SEQUENCE:1');
      await life.say({ type: 'cancel' });
      await world.publisher.refresh();
      const cancelled = await folder.sync();
      expect(cancelled).toHaveLength(1);
      expect(cancelled[0]).toContain('STATUS:CANCELLED');
    });

    it('of windows and freezes too', async () => {
      const world = await publicWorld(await open());
      opened.push(() => world.close());
      const folder = await follow(`${await serve(world)}/feeds/shop/windows.ics`);
      opened.push(folder.remove);
      const files = await folder.sync();
      expect(files.filter((text) => text.includes('SUMMARY:Maintenance window: nightly'))).toHaveLength(62);
      expect(files.filter((text) => text.includes('SUMMARY:No maintenance: sale'))).toHaveLength(1);
    });
  });
});

/** What the public sees, over HTTP. */
async function serve({ shelf }: Pick<PublicWorld, 'shelf'>): Promise<string> {
  const server: Server = createServer(async (request, response) => {
    const rendering = await shelf.find(request.url!, undefined);
    if (rendering === null) response.writeHead(404).end();
    else response.writeHead(200, { 'content-type': rendering.document.type }).end(rendering.body('identity'));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  opened.push(() => {
    server.close();
    server.closeAllConnections();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
