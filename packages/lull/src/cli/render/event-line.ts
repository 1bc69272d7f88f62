import type { EventView } from '../../api/contract/outcome.ts';
import { printable } from '../../printable.ts';
import { parseInstant } from '../../time/instant.ts';
import { spokenTime } from '../../time/spoken.ts';

/** One thing that happened, as a line: when, what, by whom and why. */
export function eventLine({ at, kind, by, why, data }: EventView, zone: string): string {
  const what = kind.replace(/^downtime\./, '');
  const reason = why === null ? '' : `: ${printable(why)}`;
  const step = typeof data.step === 'string' ? ` ${printable(data.step)}` : '';
  return `${spokenTime(parseInstant(at), zone)}  ${printable(what)}${step} by ${printable(by)}${reason}`;
}
