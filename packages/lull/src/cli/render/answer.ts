import type { Answer } from '../../plan/may.ts';
import { printable } from '../../printable.ts';
import { type Instant, SECOND } from '../../time/instant.ts';
import { paint } from '../terminal.ts';
import { moment } from './moment.ts';

/** Open or closed, why, and when that changes. */
export function answerLines({ open, reasons, changesAt }: Answer, at: Instant, zone: string): string[] {
  const style = paint(process.stdout);
  const word = open ? style.green('open') : style.red('closed');
  const lines = [
    `${style.bold(word)} at ${moment(at, zone)}`,
    ...reasons.map(({ message }) => `  ${printable(message)}`),
  ];
  if (changesAt === null) lines.push('  that does not change within 400 days');
  else if (open) lines.push(`  closes ${moment(Math.floor(changesAt / SECOND) * SECOND, zone)}`);
  else lines.push(`  opens ${moment(changesAt, zone)}`);
  return lines;
}
