import type { DowntimeView } from '../../api/contract/downtime-view.ts';
import { DAY, type Instant, parseInstant } from '../../time/instant.ts';
import { spokenClock } from '../../time/spoken.ts';
import type { Paint } from '../terminal.ts';
import { away } from './away.ts';
import { stateWord } from './state-word.ts';

/** Where a downtime stands in one line: its state, and how long until its next moments. */
export function countdown(downtime: DowntimeView, now: Instant, style: Paint): string {
  const { state, overdue, plan, expectedEnd, turnBackAt, zone } = downtime;
  const begun = plan.start !== null && parseInstant(plan.start) <= now;
  const moments = [
    ['begins', begun ? null : plan.start],
    ['turn back', turnBackAt],
    ['over', expectedEnd],
  ] as const;
  const told = moments.flatMap(([what, at]) => (at === null ? [] : [`${what} ${until(at, zone, now)}`]));
  return [stateWord(state, overdue, style), ...told, zone].join('  ');
}

function until(text: string, zone: string, now: Instant): string {
  const at = parseInstant(text);
  // The clock's day matters only where it is not today's.
  const shown = spokenClock(at, zone);
  const when = Math.abs(at - now) < DAY ? shown.slice(shown.lastIndexOf(' ') + 1) : shown;
  return `${away(at, now)} (${when})`;
}
