import { onTestFinished } from 'vitest';
import { type MailServer, startMailServer } from '../../../../../test/peers/smtp.ts';
import type { Notice } from '../../../src/announce/contract.ts';
import type { Outcome } from '../../../src/announce/delivery/contract.ts';
import type { AnnounceSettings } from '../../../src/announce/settings.ts';
import type { Downtime } from '../../../src/downtime/contract.ts';
import { createDowntime } from '../../../src/keeper/create-downtime.ts';
import type { Store } from '../../../src/store/contract.ts';
import { DAY } from '../../../src/time/instant.ts';
import { scheduler, tonight } from '../../keeper/support.ts';
import { type AnnounceWorld, announceWorld } from '../support/world.ts';
import { delivering, type Running } from './delivering.ts';
import { unlimited, yaml } from './settings.ts';

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

/** Delivers until nothing is due, and ends. */
export async function deliverAll(world: AnnounceWorld, outcome: Outcome, count: number): Promise<Running> {
  const running = delivering(world.announce);
  await running.until(outcome, count);
  await running.stop();
  return running;
}

/** A downtime for the coming night, or one after it, promised; notices of it are in the outbox. */
export async function scheduled(world: AnnounceWorld, night = 0): Promise<Downtime> {
  const plan = { ...tonight, start: tonight.start + night * DAY, schedule: true };
  const { downtime } = await createDowntime(world.keeper, scheduler, plan);
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
