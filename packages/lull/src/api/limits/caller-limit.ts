import type { Actor } from '../../access/contract.ts';
import { networkOf } from '../../access/network-of.ts';
import { LullError } from '../../errors.ts';
import { Buckets, type Rate } from './buckets.ts';

/**
 * Holds callers to a rate. Who is known counts by person or key, so that one of them doesn't use up what
 * others have behind the same address; who is not, by network address. A network that has used up its
 * tokens with unknown callers is refused before anybody looks at its credentials.
 */
export class CallerLimit {
  readonly #known: Buckets;
  readonly #unknown: Buckets;

  constructor(rate: Rate) {
    this.#known = new Buckets(rate);
    this.#unknown = new Buckets(rate);
  }

  /**
   * Before it is known who asks.
   *
   * @param now milliseconds of a clock that never goes back
   * @throws LullError `too-many-requests`
   */
  before(from: string | null, now: number): void {
    refuse(this.#unknown.wait(networkOf(from), now));
  }

  /**
   * Once it is known who asks, or that nobody is known.
   *
   * @throws LullError `too-many-requests`
   */
  count(actor: Actor | null, from: string | null, now: number): void {
    refuse(
      actor === null
        ? this.#unknown.take(networkOf(from), now)
        : this.#known.take(`${actor.kind} ${actor.id}`, now),
    );
  }
}

function refuse(wait: number): void {
  if (wait === 0) return;
  throw new LullError('too-many-requests', 'You ask too often', 'Wait as long as Retry-After says.', {
    retryAfter: Math.ceil(wait / 1000),
  });
}
