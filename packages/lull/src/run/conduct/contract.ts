import type { Facts } from '../../downtime/contract.ts';
import type { Instant } from '../../time/instant.ts';
import type { Run } from '../contract.ts';

/** What the conductor says to the downtime. */
export interface Saying {
  readonly type: 'finish' | 'verified' | 'close-again' | 'abort' | 'fail';
  readonly why: string | null;
}

/** What the conductor sees of the world, beside the run and its downtime. */
export interface Sight {
  readonly gates: Facts['gates'];
  /** Requests in flight behind them; null where nobody knows. */
  readonly inFlight: Facts['inFlight'];
  /** When each agent was heard last, by its name; the server itself has the name that is empty. */
  readonly heardAt: ReadonlyMap<string, Instant>;
  /** Since when servers hear agents without a break: silence before it says nothing of them. */
  readonly hearsSince: Instant;
}

/** What a person decides on a downtime that has failed: it goes on, or back; or it is opened as it is. */
export type Decided = 'go-on' | 'open';

/** What becomes of a run when it is looked at. */
export interface Conducted {
  readonly run: Run;
  /** Places of the parts whose order is another one now. */
  readonly orders: readonly number[];
  /** What is to be said to the downtime, at most one thing: the run is looked at again after it. */
  readonly commands: readonly Saying[];
  /** What a person has to hear of from now on, as a sentence; null for nothing new. */
  readonly asks: string | null;
  /** When it must be looked at again; null at its end. */
  readonly look: Instant | null;
}
