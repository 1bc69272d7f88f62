import { onTestFinished } from 'vitest';
import { type MailServer, type ReceivedMail, startMailServer } from '../../../../../test/peers/smtp.ts';
import { addSubscriber } from '../../../src/announce/audience/add.ts';
import type { Announce } from '../../../src/announce/contract.ts';
import { raiseDue } from '../../../src/announce/waves/raise.ts';
import { spreadWaves } from '../../../src/announce/waves/spread.ts';
import { hearForWork } from '../../../src/announce/work/hear.ts';
import { eventsForWork } from '../../../src/announce/work/reactions.ts';
import type { Plan } from '../../../src/downtime/contract.ts';
import { handOver } from '../../../src/keeper/consume.ts';
import type { Outline } from '../../../src/run/steps/contract.ts';
import type { Store } from '../../../src/store/contract.ts';
import type { Instant } from '../../../src/time/instant.ts';
import { owner, start } from '../../keeper/support.ts';
import { type RunWorld, runWorld } from '../../run/runs/support.ts';
import { delivering } from '../delivery/delivering.ts';
import { unlimited } from '../delivery/settings.ts';
import { openTestAnnounce } from '../support/open.ts';

/** A downtime with steps, people at work, and a real mail server that they read at. */
export interface WorkWorld extends RunWorld {
  readonly announce: Announce;
  readonly server: MailServer;
  /** Lets people at work hear of what has happened, and awaits the mails that this comes to. */
  heard(): Promise<readonly Heard[]>;
}

/** A mail to somebody at work. */
export interface Heard {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
}

/**
 * Opens it on a store. The work is Olga's, who reads German in Berlin, and Bea does it; whoever is on watch
 * reads English in New York.
 */
export async function workWorld(store: Store, file: Outline, plan: Partial<Plan> = {}): Promise<WorkWorld> {
  const server = await startMailServer();
  onTestFinished(() => server.stop());
  let time = (): Instant => start;
  const settings = {
    mail: { server: server.url, from: 'Example <status@example.com>' },
    perMinute: unlimited,
  };
  const room = await openTestAnnounce(store, { settings, clock: async () => time() });
  onTestFinished(() => room.close());
  const { announce } = room;
  const everybody = { owner: 'olga', people: ['bea'], ...plan };
  const world = await runWorld(store, { db: file }, everybody, {
    followers: [room.follower],
    async opened(made) {
      time = () => made.now;
      await room.connect(made.keeper);
      await peopleOf(store, announce);
    },
  });
  let told = 0;
  const heard = async (): Promise<readonly Heard[]> => {
    const { keeper } = world;
    while (
      await handOver(keeper, 'work', (events, trx) => hearForWork(announce, events, trx), eventsForWork)
    );
    while ((await raiseDue(announce)).more);
    await spreadWaves(announce, world.id);
    const { count } = await store.db
      .selectFrom('announce_notices')
      .select(({ fn }) => fn.countAll<string>().as('count'))
      .where('state', '=', 'queued')
      .executeTakeFirstOrThrow();
    const running = delivering(announce);
    await running.until('sent', Number(count));
    await running.stop();
    const mails = server.mails.slice(told);
    told = server.mails.length;
    return mails.map(heardIn).sort((a, b) => (a.to < b.to ? -1 : 1));
  };
  return Object.assign(world, { announce, server, heard });
}

async function peopleOf(store: Store, announce: Announce): Promise<void> {
  const role = { role: 'scheduler' };
  await store.db.updateTable('access_people').set(role).where('person', 'in', ['olga', 'bea']).execute();
  const kinds = { kinds: [] as const };
  const olga = { address: 'olga@example.com', language: 'de', zone: 'Europe/Berlin', ...kinds };
  await addSubscriber(announce, owner, { channel: 'mail', ...olga });
  const watch = { address: 'watch@example.com', language: 'en', zone: 'America/New_York', ...kinds };
  await addSubscriber(announce, owner, { channel: 'mail', ...watch, tags: ['on-watch'] });
  const elsewhere = { address: 'blog@example.com', services: ['blog'], tags: ['on-watch'], ...kinds };
  await addSubscriber(announce, owner, { channel: 'mail', ...elsewhere });
  const customer = { address: 'customer@example.com', ...kinds };
  await addSubscriber(announce, owner, { channel: 'mail', ...customer });
}

function heardIn({ to, parsed }: ReceivedMail): Heard {
  return { to: to.join(), subject: parsed.subject ?? '', text: parsed.text ?? '' };
}
