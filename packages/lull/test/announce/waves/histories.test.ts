import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { NoticeKind, Told } from '../../../src/announce/contract.ts';
import { toldBy } from '../../../src/announce/policy/waves-of.ts';
import { spreadWaves } from '../../../src/announce/waves/spread.ts';
import type { Downtime } from '../../../src/downtime/contract.ts';
import { isEnd } from '../../../src/downtime/states.ts';
import { LullError } from '../../../src/errors.ts';
import { commandDowntime } from '../../../src/keeper/command-downtime.ts';
import type { Asked } from '../../../src/keeper/contract.ts';
import { createDowntime } from '../../../src/keeper/create-downtime.ts';
import { loadDowntime } from '../../../src/store/downtime-rows.ts';
import { DAY, HOUR, type Instant, MINUTE } from '../../../src/time/instant.ts';
import { owner } from '../../keeper/support.ts';
import { describeEngines } from '../../store/engines.ts';
import { subscribed } from '../subscribed.ts';
import { type AnnounceWorld, announceWorld } from '../support/world.ts';

const services = `
services:
  shop: { zone: UTC, public: true }
  blog: { zone: UTC, public: true, announce: { tell: [P1D, { at: PT2H, to: [vip] }, return] } }
`;

/** What may happen to a downtime and its notices, in any order. */
const happening = fc.oneof(
  fc.record({ is: fc.constant('move' as const), hours: fc.integer({ min: 1, max: 60 }) }),
  fc.record({ is: fc.constant('title' as const) }),
  fc.record({ is: fc.constant('services' as const), names: fc.subarray(['shop', 'blog'], { minLength: 1 }) }),
  fc.record({ is: fc.constant('longer' as const), minutes: fc.integer({ min: 1, max: 90 }) }),
  fc.record({ is: fc.constant('wait' as const), minutes: fc.integer({ min: 1, max: 2_000 }) }),
  fc.record({ is: fc.constant('begin' as const) }),
  fc.record({ is: fc.constant('finish' as const) }),
  fc.record({ is: fc.constant('cancel' as const) }),
  fc.record({ is: fc.constant('spread' as const), chunks: fc.integer({ min: 0, max: 2 }) }),
  fc.record({ is: fc.constant('send' as const), nth: fc.integer({ min: 1, max: 3 }) }),
  fc.record({ is: fc.constant('lease' as const), nth: fc.integer({ min: 2, max: 3 }) }),
);

type Happening = typeof happening extends fc.Arbitrary<infer T> ? T : never;

/** Says that it is aborted after so many looks. */
function after(looks: number): AbortSignal {
  let left = looks;
  return Object.defineProperty(new AbortController().signal, 'aborted', { get: () => left-- <= 0 });
}

/** One downtime, and what happens to it. */
class History {
  private readonly world: AnnounceWorld;
  readonly id: string;
  constructor(world: AnnounceWorld, id: string) {
    this.world = world;
    this.id = id;
  }

  async downtime(): Promise<Downtime> {
    return (await this.world.announce.store.transaction((trx) => loadDowntime(trx, this.id)))!.downtime;
  }

  async does(what: Happening): Promise<void> {
    const { world, id } = this;
    const { db } = world.announce.store;
    switch (what.is) {
      case 'move':
        return this.say({ type: 'revise', changes: { start: world.now + what.hours * HOUR } });
      case 'title':
        return this.say({ type: 'revise', changes: { title: `Another at ${world.now}` } });
      case 'services':
        return this.say({ type: 'revise', changes: { services: what.names } });
      case 'longer':
        return this.say({ type: 'extend', later: what.minutes * MINUTE });
      case 'wait':
        return world.at(world.now + what.minutes * MINUTE);
      case 'begin': {
        const { state, plan } = await this.downtime();
        if (state !== 'scheduled' && state !== 'warning') return;
        await world.at(Math.max(world.now, plan.start! - 5 * MINUTE));
        await this.say({ type: 'go' });
        return world.at(Math.max(world.now, plan.start!));
      }
      case 'finish':
        await this.say({ type: 'finish' });
        return world.at(world.now + 2_000);
      case 'cancel':
        return this.say({ type: 'cancel' });
      case 'spread':
        await spreadWaves(world.announce, id, { chunk: 2, signal: after(1 + what.chunks) });
        return;
      default: {
        const rows = await db
          .selectFrom('announce_notices')
          .select('id')
          .where('downtime', '=', id)
          .where('state', '=', 'queued')
          .orderBy('id')
          .execute();
        const some = rows.filter((_, i) => i % what.nth === 0).map((row) => row.id);
        const done =
          what.is === 'send'
            ? ({ state: 'sent', leased_until: null } as const)
            : { leased_until: new Date(world.now + MINUTE) };
        await db
          .updateTable('announce_notices')
          .set(done)
          .where('id', 'in', ['0', ...some])
          .execute();
      }
    }
  }

  /** What can't be said now is not said. */
  private async say(asked: Asked): Promise<void> {
    try {
      await commandDowntime(this.world.keeper, owner, this.id, asked);
    } catch (error) {
      if (!(error instanceof LullError)) throw error;
    }
  }
}

interface Heard {
  readonly kind: NoticeKind;
  readonly told: Told;
}

/** What each recipient heard of a downtime, or will: the oldest first. */
async function heardOf({ announce }: AnnounceWorld, downtime: string): Promise<Map<string, Heard[]>> {
  const rows = await announce.store.db
    .selectFrom('announce_notices as n')
    .innerJoin('announce_waves as w', 'w.id', 'n.wave')
    .select(['n.recipient', 'n.kind', 'w.body'])
    .where('n.downtime', '=', downtime)
    .where('n.state', 'in', ['queued', 'sent'])
    .orderBy('n.id')
    .execute();
  const heard = rows.map(({ recipient, kind, body }) => ({
    recipient,
    kind: kind as NoticeKind,
    told: body.told,
  }));
  return Map.groupBy(heard, ({ recipient }) => recipient);
}

const promised = ({ services: names, start, end, mode }: Told) => JSON.stringify([names, start, end, mode]);

/** What nobody hears first. */
const corrections: readonly NoticeKind[] = ['moved', 'withdrawn', 'cancelled', 'extended'];

describeEngines('whatever happens to a downtime', (open, engine) => {
  it('leaves nobody with what holds no more, and corrects for nobody what they never heard', async () => {
    const store = await open();
    const world = await announceWorld(store, { yaml: services });
    const people = [{}, { services: ['shop'] }, { services: ['blog'] }, { tags: ['vip'] }, { kinds: [] }];
    const ids: string[] = [];
    for (const [i, given] of people.entries()) {
      ids.push((await subscribed(world.announce, `p${i}@example.com`, given)).id);
    }
    const buyers = [ids[0]!, ids[1]!, ids[3]!];
    let day: Instant = world.now;
    const history = async (happenings: readonly Happening[], ahead: number): Promise<void> => {
      day = Math.max(day, world.now) + DAY;
      await world.at(day);
      const { downtime } = await createDowntime(world.keeper, owner, {
        ...{ title: 'Move', services: ['shop'], start: day + ahead * HOUR, takes: HOUR, schedule: true },
      });
      const told = new History(world, downtime.id);
      try {
        for (const what of happenings) await told.does(what);
        await world.tell();
        judge(await told.downtime(), await heardOf(world, downtime.id));
      } finally {
        await told.does({ is: 'cancel' });
        await told.does({ is: 'finish' });
        await world.at(world.now + HOUR);
      }
    };
    const judge = (downtime: Downtime, heard: ReadonlyMap<string, readonly Heard[]>): void => {
      const isOn = !isEnd(downtime.state);
      for (const buyer of isOn && downtime.plan.services.includes('shop') ? buyers : []) {
        expect(heard.get(buyer)?.at(-1)?.kind ?? 'nothing').not.toMatch(/withdrawn|nothing/);
      }
      for (const notices of heard.values()) {
        expect(corrections).not.toContain(notices[0]!.kind);
        const last = notices.at(-1)!;
        const kinds = notices.map(({ kind }) => kind);
        if (downtime.state === 'cancelled') expect(['cancelled', 'withdrawn']).toContain(last.kind);
        else if (last.kind !== 'withdrawn') expect(promised(last.told)).toBe(promised(toldBy(downtime)));
        else expect(downtime.plan.services).not.toEqual(['shop', 'blog']);
        for (const once of ['cancelled', 'completed', 'aborted'] as const) {
          expect(kinds.filter((kind) => kind === once).length).toBeLessThanOrEqual(1);
        }
      }
    };
    const runs = engine === 'pglite' ? 15 : 20;
    await fc.assert(
      fc.asyncProperty(fc.array(happening, { maxLength: 9 }), fc.integer({ min: 1, max: 200 }), history),
      { numRuns: runs, interruptAfterTimeLimit: 40_000 },
    );
  }, 180_000);
});
