import { it } from 'vitest';
import { publishedFrom } from '../../../src/announce/public/published.ts';
import { statusDocuments } from '../../../src/announce/status/documents.ts';
import { createDowntime } from '../../../src/keeper/create-downtime.ts';
import { insertDowntime } from '../../../src/store/downtime-rows.ts';
import { appendEvents } from '../../../src/store/events.ts';
import { owner, start, tonight } from '../../keeper/support.ts';
import { pgliteInMemory } from '../../store/pglite-in-memory.ts';
import { publicWorld } from './support.ts';
it('large', async () => {
  const store = await pgliteInMemory();
  const yaml = `services:\n${Array.from({ length: 300 }, (_, i) => `  s${i}: { zone: Europe/Berlin, public: true }`).join('\n')}\n`;
  const world = await publicWorld(store, { yaml });
  await world.close();
  const { downtime } = await createDowntime(world.keeper, owner, { ...tonight, services: ['s0'], schedule: true });
  for (let k = 0; k < 10; k++) await store.transaction(async (trx) => {
    for (let i = 0; i < 500; i++) {
      const n = k * 500 + i; const at = start - (n % 88) * 86_400_000; const id = `d${n}`;
      const services = [`s${n % 300}`];
      await insertDowntime(trx, { ...downtime, id, state: 'completed', plan: { ...downtime.plan, services }, promise: [{ ...downtime.promise[0]!, services, start: at, end: at + 3600_000 }], actual: { ...downtime.actual, downAt: at, endedAt: at + 3600_000 }, changedAt: at }, start);
      await appendEvents(trx, ['scheduled', 'closed', 'completed'].map((kind) => ({ kind: `downtime.${kind}`, downtime: id, revision: 1, version: 1, at, by: 'x', why: null, data: {}, services })));
    }
  });
  const read = publishedFrom(world.announce);
  for (let i = 0; i < 3; i++) { const t = performance.now(); const p = await read(); console.log('read', Math.round(performance.now() - t), 'ms', p.downtimes.length); }
  await createDowntime(world.keeper, owner, { ...tonight, services: ['s1'], title: 'x', start: tonight.start + 86_400_000, schedule: true });
  const t = performance.now(); const published = await read(); console.log('one changed', Math.round(performance.now() - t), 'ms');
  const words = world.announce.words.of('en');
  for (let i = 0; i < 3; i++) { const b = performance.now(); const html = statusDocuments[0]!.render({ published, words, languages: [words], zone: null, now: start }, null); console.log('render', Math.round(performance.now() - b), 'ms', html.length); }
  await store.close();
}, 300_000);
