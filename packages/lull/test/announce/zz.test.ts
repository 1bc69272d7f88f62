import { sql } from 'kysely';
import { it } from 'vitest';
import { commandDowntime } from '../../src/keeper/command-downtime.ts';
import { createDowntime } from '../../src/keeper/create-downtime.ts';
import { DAY, HOUR } from '../../src/time/instant.ts';
import { owner, start } from '../keeper/support.ts';
import { describeEngines } from '../store/engines.ts';
import { announceWorld } from './support/world.ts';
import { services } from './waves/support.ts';

describeEngines('measure', (open, engine) => {
  it('100k', { timeout: 300_000 }, async () => {
    const store = await open();
    const world = await announceWorld(store, { yaml: services });
    await sql`insert into announce_subscribers (id, channel, address, shown, address_key, is_trusted, language, tenants, tags, state, source, created_at, services)
      select gen_random_uuid()::text, 'mail', 'a'||i||'@example.com', 'a', 'k'||i, false, 'en', '{}', '{}', 'active', 'sign-up', now(), case when i % 3 = 0 then null else array['shop'] end from generate_series(1, 100000) i`.execute(store.db);
    const time = async (name: string, work: () => Promise<unknown>) => {
      const began = performance.now();
      const result = await work();
      console.log(engine, name, Math.round(performance.now() - began), 'ms');
      return result as any;
    };
    const plan = { title: 'M', services: ['shop'], start: start + 10 * DAY, takes: HOUR, schedule: true };
    const { downtime } = await time('schedule', () => createDowntime(world.keeper, owner, plan));
    await time('spread', () => world.tell());
    await sql`update announce_notices set state = 'sent'`.execute(store.db);
    await time('revise', () => commandDowntime(world.keeper, owner, downtime.id, { type: 'revise', changes: { start: plan.start + HOUR } }));
    await time('spread moved', () => world.tell());
    await time('revise again, all queued', () => commandDowntime(world.keeper, owner, downtime.id, { type: 'revise', changes: { start: plan.start + 2 * HOUR } }));
    await time('spread moved, calling off', () => world.tell());
  });
});
