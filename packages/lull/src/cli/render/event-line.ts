import type { EventView } from '../../api/contract/outcome.ts';
import { printable } from '../../printable.ts';
import { parseInstant } from '../../time/instant.ts';
import { spokenClock, spokenTime } from '../../time/spoken.ts';
import { called } from './called.ts';
import { messagesIn } from './error-details.ts';

/** One thing that happened, as a line: when, what, by whom and why. */
export function eventLine({ at, kind, by, names, why, data }: EventView, zone: string): string {
  const what = `${printable(kind.replace(/^downtime\./, ''))}${made(kind, data, zone)}`;
  const reason = why === null ? '' : `: ${printable(why)}`;
  return `${spokenTime(parseInstant(at), zone)}  ${what} by ${called(by, names)}${reason}`;
}

/** What it made of the downtime, where the word alone leaves that open; times are in the line's zone. */
function made(kind: EventView['kind'], data: EventView['data'], zone: string): string {
  const at = (time: unknown) => spokenClock(parseInstant(String(time)), zone);
  switch (kind) {
    case 'downtime.proposed':
    case 'downtime.scheduled':
    case 'downtime.revised':
      return data.start ? ` for ${at(data.start)}` : '';
    case 'downtime.extended':
    case 'downtime.resumed':
      return data.end ? ` until ${at(data.end)}` : '';
    case 'downtime.failed':
      return data.in ? ` while ${printable(String(data.in))}` : '';
    case 'downtime.flagged':
    case 'downtime.unflagged':
    case 'downtime.kept':
      return ` (${printable(messagesIn(data.flags).join('; '))})`;
    case 'silence.held':
    case 'silence.released':
    case 'silence.failed':
      return ` (${printable(`${data.silencer}${data.service ? ` for ${data.service}` : ''}`)})`;
    case 'silence.still-firing':
      return ` (${printable(`${data.silencer}: ${[data.alerts].flat().join(', ')}`)})`;
    case 'agent.lost':
    case 'agent.found':
    case 'agent.moved':
    case 'agent.troubled':
    case 'agent.well':
      return ` (${printable(String(data.agent ?? 'the server’s own runner'))})`;
    case 'notice.failed':
      return ` (${printable(`${data.count} ${data.notice} by ${data.channel}`)})`;
    default:
      return typeof data.step === 'string' ? ` ${printable(data.step)}` : '';
  }
}
