import { DAY } from '../../time/instant.ts';
import type { PublicDowntime } from '../contract.ts';
import { partOf, type Scene } from './scene.ts';

/** How long what is over counts as just finished. */
const JUST = 7 * DAY;

/** What is over: of the last days, and before; the newest first. */
export interface Past {
  readonly finished: readonly PublicDowntime[];
  readonly earlier: readonly PublicDowntime[];
}

/**
 * Parts what is over by how long ago.
 *
 * @param most of what has just finished; the rest counts as earlier
 */
export function splitPast({ downtimes, now }: Pick<Scene, 'downtimes' | 'now'>, most: number): Past {
  const endOf = ({ actual, changedAt }: PublicDowntime): number => actual.endedAt ?? changedAt;
  const past = downtimes
    .filter((downtime) => partOf(downtime) === 'past')
    .sort((a, b) => endOf(b) - endOf(a) || (a.id < b.id ? -1 : 1));
  const recent = past.filter((downtime) => endOf(downtime) > now - JUST).length;
  const cut = Math.min(recent, most);
  return { finished: past.slice(0, cut), earlier: past.slice(cut) };
}
