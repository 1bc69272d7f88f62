import type { StateDocument } from '@lull/gate/protocol';
import type { Gates } from '../../src/gates/contract.ts';
import { currentDocument } from '../../src/gates/current.ts';
import { openGates } from '../../src/gates/open.ts';
import { lookAtGates } from '../../src/gates/run-gates.ts';
import type { Keeper } from '../../src/keeper/contract.ts';
import type { Store } from '../../src/store/contract.ts';
import type { Instant } from '../../src/time/instant.ts';
import { start, world } from '../keeper/support.ts';

/** Gates and keeper whose time the test tells. */
export interface GateWorld {
  readonly keeper: Keeper;
  readonly gates: Gates;
  now: Instant;
  /** Lets time go on and does what it brings. */
  at(time: Instant): Promise<void>;
  document(service?: string): Promise<StateDocument>;
}

/** What is told to a log, for tests that look at it. */
export type Told = [level: string, message: string][];

/** Opens them on a store, which a test may do several times with different secrets. */
export async function gateWorld(
  store: Store,
  { secret = 'secret', yaml, told = [] }: { secret?: string; yaml?: string; told?: Told } = {},
): Promise<GateWorld> {
  const say = (level: string) => (_: object, message: string) => void told.push([level, message]);
  const log = { debug: say('debug'), info: say('info'), warn: say('warn'), error: say('error') };
  const clock = async (): Promise<Instant> => made.now;
  const made = { now: start } as { -readonly [K in keyof GateWorld]: GateWorld[K] };
  const { gates, follower, facts, counter } = await openGates(store, { secret, log, clock });
  const inner = await world(store, {
    followers: [follower],
    factSources: [facts],
    counter,
    ...(yaml && { yaml }),
  });
  Object.assign(made, {
    keeper: inner.keeper,
    gates,
    async at(time: Instant) {
      made.now = time;
      await inner.at(time);
      await lookAtGates(gates, inner.keeper);
    },
    document: (service = 'shop') => currentDocument(gates, inner.keeper, service),
  });
  return made;
}
