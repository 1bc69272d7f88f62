import { onTestFinished } from 'vitest';
import { type MailServer, startMailServer } from '../../../../../test/peers/smtp.ts';
import type { Announce, Notice } from '../../../src/announce/contract.ts';
import type { Outcome } from '../../../src/announce/delivery/contract.ts';
import { runDelivery } from '../../../src/announce/delivery/run-delivery.ts';
import type { AnnounceSettings } from '../../../src/announce/settings.ts';
import type { Downtime } from '../../../src/downtime/contract.ts';
import { createDowntime } from '../../../src/keeper/create-downtime.ts';
import type { Store } from '../../../src/store/contract.ts';
import { scheduler, tonight } from '../../keeper/support.ts';
import { type AnnounceWorld, announceWorld } from '../support/world.ts';

/** One public service, of which people are told when it is scheduled, an hour before, and when it is back. */
export const yaml = `
organisation:
  name: Example
  announce: { tell: [schedule, PT1H, start, return] }
services:
  shop: { zone: Europe/Berlin, public: true }
`;

/** Fast enough that no test waits for it. */
export const unlimited = { mail: 600_000, webhook: 600_000, slack: 600_000, ntfy: 600_000 };

/** A world with a real mail server. */
export interface MailWorld extends AnnounceWorld {
  readonly server: MailServer;
}

/** Opens both on a store; they end with the test. */
export async function mailWorld(
  store: Store,
  settings: Partial<AnnounceSettings> = {},
  server?: MailServer,
): Promise<MailWorld> {
  const started = server ?? (await startMailServer());
  if (!server) onTestFinished(() => started.stop());
  const mail = { server: started.url, from: 'Example <status@example.com>' };
  const world = await announceWorld(store, { yaml, settings: { mail, perMinute: unlimited, ...settings } });
  return Object.assign(world, { server: started });
}

/** Delivery that runs until the test ends it, or is over. */
export interface Running {
  /** How often what became of notices. */
  readonly counts: Map<Outcome, number>;
  /** Awaits until so many have had this outcome since it began. */
  until(outcome: Outcome, count: number): Promise<void>;
  stop(): Promise<void>;
}

/** Starts a server's delivery. */
export function delivering(announce: Announce): Running {
  const stopping = new AbortController();
  const counts = new Map<Outcome, number>();
  const waiting = new Set<() => void>();
  const ended = runDelivery(announce, {
    signal: stopping.signal,
    onFate(_channel, outcome, count) {
      counts.set(outcome, (counts.get(outcome) ?? 0) + count);
      for (const look of waiting) look();
    },
  });
  const stop = async (): Promise<void> => {
    stopping.abort();
    await ended;
  };
  onTestFinished(stop);
  return {
    counts,
    until: (outcome, count) =>
      new Promise((resolve) => {
        const look = (): void => {
          if ((counts.get(outcome) ?? 0) < count) return;
          waiting.delete(look);
          resolve();
        };
        waiting.add(look);
        look();
      }),
    stop,
  };
}

/** Delivers until nothing is due, and ends. */
export async function deliverAll(world: AnnounceWorld, outcome: Outcome, count: number): Promise<Running> {
  const running = delivering(world.announce);
  await running.until(outcome, count);
  await running.stop();
  return running;
}

/** A downtime for the coming night, promised; notices of it are in the outbox. */
export async function scheduled(world: AnnounceWorld, title = tonight.title): Promise<Downtime> {
  const { downtime } = await createDowntime(world.keeper, scheduler, { ...tonight, title, schedule: true });
  await world.tell();
  return downtime;
}

/** The outbox, the oldest first. */
export async function outbox({ db }: Store) {
  return db.selectFrom('announce_notices').selectAll().orderBy('id').execute();
}

/** How many notices are in each state. */
export async function statesOf(store: Store): Promise<Partial<Record<Notice['state'], number>>> {
  return Object.fromEntries(
    [...Map.groupBy(await outbox(store), ({ state }) => state)].map(([state, all]) => [state, all.length]),
  );
}
