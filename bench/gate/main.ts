import { calledWith, wrongCall } from '../options.ts';
import { writeSection } from '../report.ts';
import { measureAdapters } from './adapters.ts';
import { measureFlips } from './flips.ts';
import { measureIdle } from './idle.ts';
import { measureMiddleware } from './middleware.ts';
import { measurePlanned } from './planned.ts';

const usage = `npm run bench:gate -- [--short] [--part PART]...
  --short  less of each, in under three minutes
  --part   adapters, flips, idle, middleware or planned; several by giving it several times (default: all)`;
const { values } = calledWith(usage, {
  short: { type: 'boolean' },
  part: { type: 'string', multiple: true },
});

const parts: Readonly<Record<string, () => Promise<string[]>>> = {
  middleware: () =>
    measureMiddleware(values.short ? { pairs: 3, seconds: 0.5 } : { pairs: 15, seconds: 1.5 }),
  adapters: () => measureAdapters(values.short ? { pairs: 3, seconds: 1 } : { pairs: 15, seconds: 1 }),
  flips: () =>
    measureFlips(
      values.short ? { gates: 100, flips: 2, rest: 1_000 } : { gates: 1_000, flips: 9, rest: 4_000 },
    ),
  planned: () => measurePlanned(values.short ? { gates: 10, downtimes: 1 } : { gates: 10, downtimes: 6 }),
  idle: () =>
    measureIdle(values.short ? { followers: 1_000, seconds: 2 } : { followers: 10_000, seconds: 20 }),
};
const chosen = values.part ?? Object.keys(parts);
for (const part of chosen) if (!Object.hasOwn(parts, part)) wrongCall(`There is no part ${part}`, usage);

// Whoever interrupts it leaves nothing behind either.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
const lines: string[] = [];
for (const part of chosen) lines.push(...(await parts[part]!()), '');
// What was measured in a hurry or in part is shown and not published.
if (values.short || values.part) console.log(lines.join('\n'));
else writeSection('bench:gate', 'npm run bench:gate', lines);
