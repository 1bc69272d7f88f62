import { type GateState, open } from '../protocol/index.ts';
import { accountOf } from './account.ts';
import { gateClock } from './clock.ts';
import { isShut } from './closings.ts';
import type { Gate } from './contract.ts';
import { countsKept } from './counts.ts';
import { hearing } from './hearing.ts';
import { type GateOptions, readConfig } from './options.ts';
import { overrides } from './overrides.ts';
import { paceOf } from './pace.ts';
import { reaches } from './reach.ts';
import { keepsOnShelf, type Shelf } from './shelf.ts';
import { heldBefore } from './start.ts';
import { webVerify } from './verify-web.ts';
import { version } from './version.ts';
import { warningList } from './warnings.ts';
import { httpWire } from './wire.ts';
import { wordOf } from './word.ts';

/** How a gate is set up where nothing runs between requests. */
export interface RequestGateOptions extends GateOptions {
  /** Where it keeps the document, so that a new isolate knows it with the server dead; without: nowhere. */
  readonly shelf?: Shelf | undefined;
  /** The server is asked again after so long; nothing three times as old is gone by. 5,000 ms. */
  readonly every?: number | undefined;
  /** For so long after it closed, something is taken to be in flight. 30,000 ms. */
  readonly drain?: number | undefined;
}

/** A gate that asks its server when requests come: a platform's isolates run only while they answer. */
export interface RequestGate extends Gate {
  /**
   * Asks the server anew where it is time to.
   *
   * @param lasts keeps work going after the answer
   * @returns null where what is known is new enough; else to be awaited before the request is judged
   */
  ready(lasts: (work: Promise<unknown>) => void): Promise<void> | null;
  /** Asks the server, and tells it how the gate stands; never fails. */
  refresh(): Promise<void>;
}

/** Clocks differ, and what was let in has to arrive: for this much longer nobody is sure. Milliseconds. */
const MARGIN = 5_000;

/** While it is open and the server is there, the shelf's override is looked at so often. Milliseconds. */
const CALM = 60_000;

/** Whoever waits for a flip looks so often. Milliseconds. */
const LOOK = 1_000;

/**
 * Opens a gate for one isolate, by what is on the shelf. It must be opened and used in requests: outside of
 * them there is no clock, no chance and no network. Nothing of one request is awaited by another, because it
 * may end with it.
 *
 * @throws GateError `bad-config`
 * @example const gate = await gateByRequest({ ...config, shelf: env.KV });
 */
export async function gateByRequest(options: RequestGateOptions): Promise<RequestGate> {
  readConfig(options);
  const { service, server, trustClock, whenUnknown = 'wait' } = options;
  const { instance = 'worker', kind = 'worker', every = 5_000, drain = 30_000 } = options;
  const oldest = 3 * every;
  // biome-ignore lint/suspicious/noConsole: without a process there is no other place to be loud in.
  const warn = options.warn ?? ((warning: string) => console.warn(`lull: ${service}: ${warning}`));
  const warnings = warningList(warn);
  const clocks = options.clocks ?? { wall: Date.now, monotonic: () => performance.now() };
  const clock = gateClock(clocks, { trustClock });
  const kept = keepsOnShelf(options.shelf ?? null, service);
  const holding = await heldBefore(options, await kept.load(), clock, webVerify, warnings);
  const counts = countsKept(clock.now, options.seesRequests);
  const reach = reaches(warnings, clock);
  const wire = () => {
    const ask = options.fetch ?? ((...asked: Parameters<typeof fetch>) => fetch(...asked));
    return httpWire({ ...options, fetch: ask }, new AbortController().signal);
  };
  const asking = hearing({ options, clock, holding, kept, warnings, reach, oldest, wire });
  const flipping = { look: () => true, changed: () => {} };
  const { set: override } = overrides(kept, holding, flipping, warnings);

  const state = (): GateState => {
    const isLost = whenUnknown === 'closed' && clock.monotonic() - asking.knownAt() > oldest + MARGIN;
    if (isLost && holding.override() === null) return { ...open, state: 'closed', why: 'unknown' };
    return holding.stateAt(clock.now());
  };

  const tell = wordOf({
    ...{ document: holding.document, state, clock, counts, lag: oldest + MARGIN, drain },
    standing: () => ({
      ...{ service, instance, version, kind },
      override: holding.override()?.state ?? null,
      clockOffset: clock.offset(),
      warnings: warnings.all(),
    }),
  });

  let lookedAt = clock.monotonic();
  const lookAtOverride = async (): Promise<void> => {
    const isCalm = !isShut(state()) && asking.knownAt() === asking.begunAt();
    const now = clock.monotonic();
    if (isCalm && now - lookedAt < CALM) return;
    lookedAt = now;
    await kept.lookAtOverride();
  };

  const hear = async (): Promise<void> => {
    await Promise.all([lookAtOverride(), asking.hear()]);
    if (holding.document() !== null) return;
    warnings.set('no-document', `There is no document: the gate is ${state().state} until one comes.`);
  };
  const tellAll = async (): Promise<void> => {
    await asking.save();
    if (server === undefined) return;
    const failed = await tell(wire()).then(
      () => null,
      (error: unknown) => error,
    );
    reach.went('confirm', failed);
  };
  const refresh = async (): Promise<void> => {
    await hear();
    await tellAll();
  };

  return {
    service,
    instance,
    now: clock.now,
    state,
    document: holding.document,
    onFlip: (listener) => {
      let before = state();
      const look = async (): Promise<void> => {
        if (clock.monotonic() - asking.begunAt() >= every) await refresh();
        const next = state();
        const isSame = next.state === before.state && next.downtime === before.downtime;
        if (isSame && next.mode === before.mode && next.retryAt === before.retryAt) return;
        before = next;
        await listener(next);
      };
      // In the request that waits: what one request sets up is out of reach for another.
      const timer = setInterval(() => {
        look().catch((error) => warnings.set('flip-unfinished', String(error)));
      }, LOOK);
      return () => clearInterval(timer);
    },
    counts,
    override,
    ...accountOf({
      ...{ service, instance, holding, clock, counts, warnings },
      verify: webVerify,
      state,
      isConnected: () => false,
    }),
    close: async () => {},
    ready: paceOf({ clock, holding, asking, whenUnknown, every, oldest, hear, after: tellAll }),
    refresh,
  };
}
