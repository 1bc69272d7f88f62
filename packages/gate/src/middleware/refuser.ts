import type { Gate } from '../follow/contract.ts';
import {
  type PageOptions,
  type Refused,
  type Refusing,
  type Variant,
  variantFor,
  writeRefusal,
} from '../page/index.ts';
import { type RefusalKind, retryAfter } from '../protocol/index.ts';
import type { Caller } from './caller.ts';

/** One refusal as a server sends it: what is the same for many, and what differs from client to client. */
export interface Prepared<T> {
  readonly shared: T;
  /** For `Retry-After`. */
  readonly seconds: number;
  /** The client's `Origin`; null for none. */
  readonly origin: string | null;
}

/** By what a request is answered in one way or another. */
type Asked = Omit<Refusing, 'spread' | 'origin'>;

/** What clients that ask alike get, as long as the moment is `written`'s. */
interface Alike<T> {
  readonly asked: Asked;
  readonly variant: Variant;
  moment: number;
  written: T;
}

/** Most clients of a service ask in one of a few ways; so many are remembered. */
const WAYS = 32;

/**
 * Writes refusals for a gate, each form and language once a second at most, because many come at once.
 *
 * @param prepare brings a refusal into the form in which the server sends it
 * @param chance a figure from 0 to 1, another one each time, that spreads clients' return
 * @example const { shared, seconds } = refuserFor(gate, {}, (refused) => refused, Math.random)(caller,
 * 'closed');
 */
export function refuserFor<T>(
  gate: Gate,
  options: PageOptions,
  prepare: (refused: Refused) => T,
  chance: () => number,
): (caller: Caller, kind: RefusalKind) => Prepared<T> {
  const worded: PageOptions = { name: gate.service, ...options };
  const ways: Alike<T>[] = [];
  const written = new Map<string, T>();
  let document = gate.document();
  let { retryAt, downtime } = gate.state();
  let second = 0;
  let moment = 0;

  /** Nothing that was written before holds in another second, or after a change. */
  const look = (now: number): void => {
    const state = gate.state();
    const held = gate.document();
    if (
      now >= second &&
      now < second + 1000 &&
      state.retryAt === retryAt &&
      state.downtime === downtime &&
      held === document
    ) {
      return;
    }
    if (held !== document) ways.length = 0;
    written.clear();
    ({ retryAt, downtime } = state);
    document = held;
    second = Math.floor(now / 1000) * 1000;
    moment += 1;
  };
  const write = (variant: Variant, now: number): T => {
    const key = `${variant.form} ${variant.language} ${variant.kind} ${variant.isUnsafe}`;
    const found = written.get(key);
    if (found !== undefined) return found;
    const fresh = prepare(writeRefusal(gate.state(), document, variant, now, worded));
    written.set(key, fresh);
    return fresh;
  };

  return (caller, kind) => {
    const now = gate.now();
    look(now);
    const asked = askedOf(caller, kind);
    // A list to go through: to make a key of the headers for a map takes longer than all else here.
    let alike = ways.find((one) => isSame(one.asked, asked));
    if (alike === undefined) {
      if (ways.length >= WAYS) ways.shift();
      const variant = variantFor(asked, document, worded);
      alike = { asked, variant, moment, written: write(variant, now) };
      ways.push(alike);
    } else if (alike.moment !== moment) {
      alike.moment = moment;
      alike.written = write(alike.variant, now);
    }
    const seconds = retryAfter(retryAt, now, chance());
    return { shared: alike.written, seconds, origin: caller.header('origin') };
  };
}

function askedOf(caller: Caller, kind: RefusalKind): Asked {
  const contentType = caller.header('content-type');
  return {
    kind,
    method: caller.method,
    accept: caller.header('accept'),
    acceptLanguage: caller.header('accept-language'),
    // Boundaries of forms are all different.
    contentType: contentType === null ? null : contentType.split(';', 1)[0]!,
    destination: caller.header('sec-fetch-dest'),
  };
}

function isSame(a: Asked, b: Asked): boolean {
  return (
    a.kind === b.kind &&
    a.method === b.method &&
    a.accept === b.accept &&
    a.acceptLanguage === b.acceptLanguage &&
    a.contentType === b.contentType &&
    a.destination === b.destination
  );
}
