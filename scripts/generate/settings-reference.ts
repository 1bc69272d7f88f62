import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { settingsReference } from '../../packages/lull/src/api/operate/settings.ts';

const page = resolve(import.meta.dirname, '../../docs/operate.md');
const [begin, end] = ['<!-- settings -->', '<!-- /settings -->'];

/** docs/operate.md with its table of settings made anew. */
export function settingsPage(): string {
  const text = readFileSync(page, 'utf8');
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`docs/operate.md has no section ${begin} … ${end}`);
  const rows = settingsReference.map(({ name, option, fallback, means }) => {
    const names = [name, option].filter(Boolean).map((one) => `\`${one}\``);
    return `| ${names.join(', ')} | ${fallback === null ? '' : `\`${fallback}\``} | ${means.replaceAll(/[|<]/g, '\\$&')} |`;
  });
  const table = ['| setting | default | meaning |', '| --- | --- | --- |', ...rows].join('\n');
  return `${text.slice(0, from)}${begin}\n\n${table}\n\n${text.slice(to)}`;
}
