import { readFileSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { resolve } from 'node:path';

const file = resolve(import.meta.dirname, '../docs/benchmarks.md');

/** The middle of the figures, or the mean of the two in the middle. */
export function median(figures: readonly number[]): number {
  const sorted = [...figures].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  return (sorted[Math.floor(middle)]! + sorted[Math.ceil(middle) - 1]!) / 2;
}

/**
 * Prints what a bench found and puts it in its place in docs/benchmarks.md, between the markers of its name.
 *
 * @param command what a reader types to get the same
 * @param say where it is printed
 */
export function writeSection(
  name: string,
  command: string,
  lines: readonly string[],
  say: (text: string) => void = console.log,
): void {
  say(lines.join('\n'));
  const [begin, end] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const text = readFileSync(file, 'utf8');
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`docs/benchmarks.md has no section ${begin} … ${end}`);
  const machine = `${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.versions.node}`;
  const made = `Made by \`${command}\` on ${new Date().toISOString().slice(0, 10)} (${machine}).`;
  const section = [begin, '', made, '', ...lines, '', end].join('\n');
  writeFileSync(file, text.slice(0, from) + section + text.slice(to + end.length));
}
