import type { Progress } from '../traffic/reading.ts';
import { columns, paint } from './terminal.ts';

const refreshEvery = 100;

/**
 * A line on standard error that shows how far a reading is, with its rate and the time left; nothing where
 * nobody watches.
 *
 * @param clock milliseconds that only rise
 */
export function progressLine(clock: () => number): {
  update: (progress: Progress) => void;
  done: () => void;
} {
  if (!process.stderr.isTTY) return { update: () => {}, done: () => {} };
  const style = paint(process.stderr);
  const began = clock();
  let shown = Number.NEGATIVE_INFINITY;
  return {
    update(progress) {
      const now = clock();
      if (now - shown < refreshEvery) return;
      shown = now;
      process.stderr.write(`\r\x1b[2K${lineOf(progress, now - began, style.dim)}`);
    },
    done: () => process.stderr.write('\r\x1b[2K'),
  };
}

function lineOf({ bytes, total, lines }: Progress, elapsed: number, dim: (text: string) => string): string {
  const rate = elapsed > 0 ? bytes / (elapsed / 1000) : 0;
  const read = `${lines.toLocaleString('en')} lines, ${megabytes(rate)}/s`;
  if (!total) return `reading ${megabytes(bytes)}, ${read}`;
  const part = Math.min(bytes / total, 1);
  const width = Math.max(10, Math.min(40, columns(process.stderr) - 60));
  const full = Math.round(part * width);
  const left = rate > 0 ? `, ${Math.ceil((total - bytes) / rate)} s left` : '';
  const bar = `${'█'.repeat(full)}${dim('░'.repeat(width - full))}`;
  return `reading ${bar} ${String(Math.round(part * 100)).padStart(3)} %  ${read}${left}`;
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0)} MB`;
}
