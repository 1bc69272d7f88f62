import { calledWith, wrongCall } from '../options.ts';
import { writeSection } from '../report.ts';
import { measureFlips } from './flips.ts';
import { measureMiddleware } from './middleware.ts';

const usage = `npm run bench:gate -- [--short] [--part PART]...
  --short  about a minute
  --part   middleware or flips; several by giving it several times (default: all)`;
const { values } = calledWith(usage, {
  short: { type: 'boolean' },
  part: { type: 'string', multiple: true },
});

const parts: Readonly<Record<string, () => Promise<string[]>>> = {
  middleware: () => measureMiddleware(values.short ? { pairs: 5, seconds: 0.5 } : { pairs: 15, seconds: 2 }),
  flips: () => measureFlips(values.short ? { gates: 100, flips: 3 } : { gates: 1_000, flips: 9 }),
};
const chosen = values.part ?? Object.keys(parts);
for (const part of chosen) if (!Object.hasOwn(parts, part)) wrongCall(`There is no part ${part}`, usage);

const lines: string[] = [];
for (const part of chosen) lines.push(...(await parts[part]!()), '');
// What was measured in a hurry or in part is shown and not published.
if (values.short || values.part) console.log(lines.join('\n'));
else writeSection('bench:gate', 'npm run bench:gate', lines);
