import { afterAll, afterEach, beforeAll, describe } from 'vitest';
import {
  type Alertmanager,
  alertmanagerMissing,
  startAlertmanager,
} from '../../../../../test/peers/alertmanager.ts';
import { commandDowntime } from '../../../src/keeper/command-downtime.ts';
import { createDowntime } from '../../../src/keeper/create-downtime.ts';
import type { Store } from '../../../src/store/contract.ts';
import { owner, tonight } from '../../keeper/support.ts';
import { describeEngines, type Open } from '../../store/engines.ts';
import { type QuietWorld, quietWorld } from './quiet-world.ts';

const missing = alertmanagerMissing === null ? '' : ` (${alertmanagerMissing})`;

const nothing = { downtime: '', service: '', comment: '', scope: {}, from: 0 };

/** What a test has at hand. */
export interface Quiet {
  readonly engine: Store['engine'];
  readonly open: Open;
  /** The Alertmanager of all tests. */
  alerts(): Alertmanager;
  /** One of a test alone, because what fires in it goes on for minutes. */
  alone(options?: { readonly port?: number }): Promise<Alertmanager>;
  /** A world of an installation of its own, so that none sees what another left. */
  opened(store?: Store, url?: string): Promise<QuietWorld>;
  /** Tonight's work on the shop; its id. */
  scheduled(world: QuietWorld, changes?: object): Promise<string>;
  say(world: QuietWorld, id: string, type: string, more?: object): Promise<unknown>;
  /** How many silences of its own the Alertmanager has. */
  held(world: QuietWorld): Promise<number>;
  state(world: QuietWorld, id: string): Promise<string>;
}

/** The same tests on both engines, with a real Alertmanager. */
export function describeQuiet(title: string, body: (quiet: Quiet) => void): void {
  describe.skipIf(alertmanagerMissing !== null)(`with an Alertmanager${missing}`, () => {
    let alerts: Alertmanager;
    beforeAll(async () => {
      alerts = await startAlertmanager();
    });
    afterAll(() => alerts.stop());

    describeEngines(title, (open, engine) => {
      const worlds: QuietWorld[] = [];
      const ownOnes: Alertmanager[] = [];
      let secrets = 0;
      afterEach(async () => {
        for (const world of worlds.splice(0)) await leave(world);
        for (const one of ownOnes.splice(0)) await one.stop();
      });
      body({
        engine,
        open,
        alerts: () => alerts,
        async alone(options) {
          const one = await startAlertmanager(options);
          ownOnes.push(one);
          return one;
        },
        async opened(store, url = alerts.url) {
          secrets += 1;
          const settings = { alerts: { kind: 'alertmanager', url } } as const;
          const world = await quietWorld(store ?? (await open()), settings, { secret: `secret ${secrets}` });
          worlds.push(world);
          return world;
        },
        async scheduled({ keeper }, changes = {}) {
          const made = await createDowntime(keeper, owner, { ...tonight, ...changes, schedule: true });
          return made.downtime.id;
        },
        say: ({ keeper }, id, type, more = {}) =>
          commandDowntime(keeper, owner, id, { type, ...more } as Parameters<typeof commandDowntime>[3]),
        held: async (world) => (await world.silencer().held()).length,
        async state({ keeper }, id) {
          const { body } = await keeper.store.db
            .selectFrom('downtime_downtimes')
            .select('body')
            .where('id', '=', id)
            .executeTakeFirstOrThrow();
          return body.state;
        },
      });
    });
  });
}

/** What a test has left quiet would be somebody else's to the next. */
async function leave(world: QuietWorld): Promise<void> {
  const left = await world
    .silencer()
    .held()
    .catch(() => []);
  for (const one of left) await world.silencer().release({ ...one, ...nothing });
  await world.close();
}
