import { type TrustedProxies, trustedProxies } from '../access/client-address.ts';
import { SECOND } from '../time/instant.ts';
import type { Rate } from './limits/buckets.ts';

/** What of the API an operator decides. */
export interface ApiSettings {
  readonly trustedProxies: TrustedProxies;
  /** How often one key, person or unknown address may ask; null for no limit. */
  readonly rate: Rate | null;
  /** The same for the keys of gates and agents, on what these ask. */
  readonly gateRate: Rate | null;
  /** How many event streams one person or key may hold at once. */
  readonly streams: number;
  /** How long a request may take, in milliseconds; streams and backups last as long as they last. */
  readonly answerWithin: number;
  /** How often an idle event stream says that it is alive, in milliseconds. */
  readonly heartbeat: number;
}

/** What holds where nothing else is said. */
export const usualSettings: ApiSettings = {
  trustedProxies: trustedProxies(''),
  rate: { perSecond: 100, burst: 200 },
  gateRate: { perSecond: 5_000, burst: 20_000 },
  streams: 20,
  answerWithin: 30 * SECOND,
  heartbeat: 15 * SECOND,
};
