import {
  type GateDocument,
  type GateState,
  type Instant,
  open,
  Refusal,
  stateAt,
  type Trust,
  takeDocument,
  type Verify,
} from '../protocol/index.ts';
import type { Clock } from './clock.ts';
import type { Override } from './contract.ts';

/** What a gate goes by: the document, when the server was heard, a person's word. */
export interface Holding {
  document(): GateDocument | null;
  trust(): Trust;
  heardAt(): Instant | null;
  override(): Override | null;
  setOverride(override: Override | null): void;
  /** The server was alive at this instant of its own clock. */
  heard(server: Instant): void;
  /**
   * Takes a document as it came, in the order of the calls.
   *
   * @returns false for the text that is held already
   * @throws Refusal
   */
  take(text: string): Promise<boolean>;
  /** What the gate does at an instant of its clock. */
  stateAt(now: Instant): GateState;
}

/** What is known at the start. */
export interface Held {
  readonly trust: Trust;
  readonly heardAt: Instant | null;
  readonly override: Override | null;
  /** What the gate does without a document. */
  readonly isShutUnknown: boolean;
}

/**
 * Holds what the state depends on.
 *
 * A document is no contact with the server by itself: a cache or a bucket hands out a signed one for as long
 * as it likes. It proves that the server was alive when it signed, so that is what it counts for, whatever
 * way it came. Who follows a copy only, and is to close with `closeIf: server-alive`, needs copies that are
 * signed anew each minute.
 *
 * @example const holding = holds({ trust: pinned('shop', key), heardAt: null, ... }, clock, verify);
 */
export function holds(at: Held, clock: Clock, verify: Verify): Holding {
  let { trust, override } = at;
  let heardAt: Instant | null = null;
  let document: GateDocument | null = null;
  let heldText: string | null = null;
  let turn: Promise<unknown> = Promise.resolve();

  /** Nothing was heard later than now, whatever the server's clock says, and though this one was set back. */
  const heardFrom = (instant: Instant): void => {
    heardAt = Math.min(clock.now(), Math.max(heardAt ?? instant, instant));
  };
  const heard = (server: Instant): void => heardFrom(clock.fromServer(server));
  if (at.heardAt !== null) heardFrom(at.heardAt);
  const take = async (text: string): Promise<boolean> => {
    if (text === heldText) return false;
    ({ trust, document } = await takeDocument(trust, parsed(text), clock.now(), verify).catch(asRefusal));
    heldText = text;
    heard(document.issuedAt);
    return true;
  };

  return {
    document: () => document,
    trust: () => trust,
    heardAt: () => heardAt,
    override: () => override,
    setOverride: (by) => {
      override = by;
    },
    heard,
    take: (text) => {
      const taken = turn.then(() => take(text));
      turn = taken.catch(() => {});
      return taken;
    },
    stateAt: (now) => {
      const decided = document === null ? null : stateAt(document, now, heardAt);
      if (override !== null) return overridden(override, decided);
      if (decided !== null) return decided;
      return { ...open, state: at.isShutUnknown ? 'closed' : 'open', why: 'unknown' };
    },
  };
}

/** A person's word: until it is taken back, for everything and everybody. */
function overridden({ state }: Override, decided: GateState | null): GateState {
  if (state === 'open') return { ...open, why: 'override' };
  const { downtime = null, retryAt = null } = decided ?? {};
  return { ...open, state: 'closed', downtime, retryAt, why: 'override' };
}

/** What is nested too deep to be written for its signature is no document. */
function asRefusal(error: unknown): never {
  if (!(error instanceof RangeError)) throw error;
  throw new Refusal('malformed', `The document cannot be read: ${error.message}.`);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Refusal('malformed', 'The document cannot be read: it is no JSON.');
  }
}
