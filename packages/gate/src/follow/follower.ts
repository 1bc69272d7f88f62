import type { Verify } from '../protocol/index.ts';
import { accountOf } from './account.ts';
import { catchesUp } from './catch-up.ts';
import { gateClock } from './clock.ts';
import { isShut } from './closings.ts';
import { contacts } from './contact.ts';
import type { Gate } from './contract.ts';
import { countsKept } from './counts.ts';
import { flips } from './flips.ts';
import type { Kept } from './kept.ts';
import { type GateOptions, readConfig } from './options.ts';
import { overrides } from './overrides.ts';
import { within } from './pause.ts';
import { reaches } from './reach.ts';
import { type Reports, reports, type Standing } from './reports.ts';
import { saves } from './saves.ts';
import { heldBefore } from './start.ts';
import { version } from './version.ts';
import { warningList } from './warnings.ts';
import { warnOfClock, watches } from './watch.ts';
import { httpWire } from './wire.ts';

/** What differs between Node and elsewhere. */
export interface Platform {
  readonly verify: Verify;
  readonly kept: Kept;
  /** What the gate is called where nobody gave it a name. */
  readonly instance: string;
  readonly kind: string;
  readonly warn: (warning: string) => void;
}

/** A gate that knows nothing waits so long for a document before it opens. Milliseconds. */
const WAIT = 5_000;

/** One that knows what to do gives the server so long to say something newer. Milliseconds. */
const GLANCE = 2_000;

/** How long leaving may take. Milliseconds. */
const LEAVE = 1_000;

const copyOnly =
  'No server is followed, only a copy of its document: the gate skips planned closings, ' +
  'unless the copy was signed within the minute before, and the server does not know of it.';

/**
 * A gate that follows its server: by what it kept at once, by what it hears from then on. What it begins with
 * is on the disk when this resolves.
 *
 * @throws GateError `bad-config`, `foreign-folder`
 * @example const gate = await followWith(options, { verify: webVerify, kept: keepsNothing(), ... });
 */
export async function followWith(options: GateOptions, platform: Platform): Promise<Gate> {
  readConfig(options);
  const { service, trust, server, documentUrl, trustClock, whenUnknown = 'wait' } = options;
  const { instance = platform.instance, kind = platform.kind } = options;
  const { verify, kept } = platform;
  // The loops end first; what is said on leaving may still go out.
  const [stop, cut] = [new AbortController(), new AbortController()];

  const found = await kept.load();
  const warnings = warningList(options.warn ?? platform.warn);
  if (server === undefined) warnings.set('copy-only', copyOnly);
  const clocks = options.clocks ?? { wall: Date.now, monotonic: () => performance.now() };
  const clock = gateClock(clocks, { trustClock, offset: found.standing?.clockOffset });
  const holding = await heldBefore(options, found, clock, verify, warnings);
  const counts = countsKept(clock.now, options.seesRequests);
  const wire = httpWire({ ...options, fetch: options.fetch ?? fetch }, cut.signal);
  const reach = reaches(warnings, clock);
  const { write, heard } = saves(kept, holding, clock, warnings, trust.key);

  let reporting: Reports | null = null;
  const [settled, settle] = event();
  const flipping = flips(
    holding,
    clock,
    warnings,
    {
      write,
      settle: () => {
        settle();
        reporting?.soon();
      },
    },
    stop.signal,
  );

  const [documentTaken, takeDocument] = event();
  const contact = contacts(
    { wire, hasServer: server !== undefined, isCopy: documentUrl !== undefined },
    holding,
    clock,
    verify,
    reach,
    {
      document: () => {
        if (!flipping.look()) flipping.changed();
        warnings.set('no-document', null);
        takeDocument();
      },
      time: () => {
        warnOfClock(clock, warnings);
        flipping.look();
        heard();
      },
    },
    stop.signal,
  );
  const each = (): void => {
    flipping.look();
    reach.age();
  };
  watches({ clock, holding, counts, warnings, jumped: contact.askTime, each }, stop.signal);
  const { set: override, close: endOverrides } = overrides(kept, holding, flipping, warnings);

  const isLost = holding.document() === null && whenUnknown === 'wait' && !isShut(flipping.state());
  await within(isLost ? WAIT : GLANCE, Promise.all([contact.first, isLost && documentTaken]));
  if (holding.document() === null) {
    const { state } = flipping.state();
    warnings.set('no-document', `There is no document: the gate is ${state} until one comes.`);
  }
  flipping.changed();
  await within(GLANCE, settled);
  if (options.onFlip) flipping.hear(options.onFlip);

  const standing = (): Standing => {
    const { epoch, serial, state } = flipping.settled();
    return {
      service,
      instance,
      version,
      kind,
      epoch,
      serial,
      state: state.state,
      downtime: state.downtime,
      override: holding.override()?.state ?? null,
      inFlight: counts.inFlight(),
      clockOffset: clock.offset(),
      warnings: warnings.all(),
    };
  };
  if (server !== undefined) {
    const went = (error: unknown): void => reach.went('confirm', error);
    const told = catchesUp(holding, contact.ask, stop.signal);
    const confirm: typeof wire.confirm = async (confirmation) => {
      const confirmed = await wire.confirm(confirmation);
      told(confirmed);
      return confirmed;
    };
    reporting = reports(confirm, standing, counts, crypto.randomUUID(), went, stop.signal);
    reporting.soon();
  }
  counts.onIdle(() => {
    if (isShut(flipping.state())) reporting?.soon();
  });

  return {
    service,
    instance,
    now: clock.now,
    state: flipping.state,
    document: holding.document,
    onFlip: flipping.onFlip,
    counts,
    override,
    ...accountOf({
      ...{ service, instance, holding, clock, counts, warnings },
      verify,
      state: flipping.state,
      isConnected: contact.isConnected,
    }),
    close: async () => {
      if (stop.signal.aborted) return;
      endOverrides();
      stop.abort();
      await within(LEAVE, Promise.all([write(), reporting?.leave()]));
      cut.abort();
    },
  };
}

/** Something that happens once, to be awaited, and what makes it happen. */
function event(): [happened: Promise<void>, happen: () => void] {
  let happen = (): void => {};
  const happened = new Promise<void>((resolve) => {
    happen = resolve;
  });
  return [happened, happen];
}
