import { onTestFinished } from 'vitest';
import { commandDowntime } from '../../../src/keeper/command-downtime.ts';
import type { Asked } from '../../../src/keeper/contract.ts';
import { createDowntime, type NewDowntime } from '../../../src/keeper/create-downtime.ts';
import type { Store } from '../../../src/store/contract.ts';
import { DAY, HOUR, MINUTE } from '../../../src/time/instant.ts';
import { owner, start } from '../../keeper/support.ts';
import { subscribed } from '../subscribed.ts';
import { openStage } from './stage.ts';

export const due = start + 10 * DAY + 2 * HOUR;

export const usual = `
services:
  shop: { zone: UTC, public: true }
  blog: { zone: UTC, public: true }
  bank: { zone: UTC, announce: { tell: [schedule, { at: PT1H, to: [vip] }, { at: start, to: [vip] }, return] } }
`;

/** Nobody hears that it begins or is over. */
export const silent = `
services:
  shop: { zone: UTC, public: true, announce: { tell: [schedule] } }
  blog: { zone: UTC, public: true, announce: { tell: [schedule] } }
`;

/** A stage with people who are known by their names, and what it takes to tell a story on it. */
export async function staged(store: Store, yaml = usual) {
  const stage = await openStage(store, yaml);
  onTestFinished(() => stage.close());
  const names = new Map<string, string>();
  let read = 0;
  /** What came since this was asked last. */
  const news = (): string[] => {
    const fresh = stage.heard.slice(read);
    read = stage.heard.length;
    return fresh.map(({ to, kind, revision }) => `${names.get(to)} ${kind} ${revision}`).sort();
  };
  return {
    stage,
    async somebody(name: string, given: Parameters<typeof subscribed>[2] = {}) {
      const { id } = await subscribed(stage.announce, `${name}@example.com`, given);
      names.set(id, name);
      return id;
    },
    async schedule(more: Partial<NewDowntime> = {}) {
      const asked = { title: 'Move the database', services: ['shop'], start: due, takes: 2 * HOUR };
      return (await createDowntime(stage.keeper, owner, { ...asked, schedule: true, ...more })).downtime.id;
    },
    say: (id: string, asked: Asked) => commandDowntime(stage.keeper, owner, id, asked),
    /** Lets it begin at its start; nobody is told yet. */
    async begin(id: string, at = due) {
      await stage.at(at - 5 * MINUTE);
      await stage.settle();
      await commandDowntime(stage.keeper, owner, id, { type: 'go' });
      await stage.at(at);
    },
    news,
    /** The same once everything that waits was delivered. */
    async settled() {
      await stage.settle();
      return news();
    },
  };
}
