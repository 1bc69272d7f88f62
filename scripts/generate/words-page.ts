import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { noticeKinds } from '../../packages/lull/src/announce/contract.ts';
import { noticeDataSchema } from '../../packages/lull/src/announce/message/data.ts';
import { meanings, noticeVariables } from '../../packages/lull/src/announce/words/variables.ts';

const page = resolve(import.meta.dirname, '../../docs/words.md');

/** docs/words.md with its tables of variables and of data made anew. */
export function wordsPage(): string {
  const text = readFileSync(page, 'utf8');
  return section('data', dataTable(), section('variables', variableTables(), text));
}

function section(name: string, content: string, text: string): string {
  const [begin, end] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`docs/words.md has no section ${begin} … ${end}`);
  return `${text.slice(0, from)}${begin}\n\n${content}\n\n${text.slice(to)}`;
}

function variableTables(): string {
  const meant = Object.entries(meanings).map(([name, means]) => [`\`{${name}}\``, means]);
  const used = noticeKinds.map((kind) => {
    const { subject, text } = noticeVariables[kind];
    return [
      `\`${kind}\``,
      ...[subject, text].flatMap(({ must, may }) => [must, without(may, must)]).map(listed),
    ];
  });
  const head = ['notice', 'subject: must', 'may', 'text: must', 'may'];
  return [table(['variable', 'stands for'], meant), table(head, used)].join('\n\n');
}

const without = (names: readonly string[], left: readonly string[]): string[] =>
  names.filter((name) => !left.includes(name));

const listed = (names: readonly string[]): string => names.map((name) => `\`${name}\``).join(' ');

function dataTable(): string {
  const rows = Object.entries(noticeDataSchema.shape).map(([name, { description = '' }]) => {
    return [`\`${name}\``, description];
  });
  return table(['field', 'what'], rows);
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`);
  return lines.join('\n');
}
