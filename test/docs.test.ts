import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { commands } from '../packages/lull/src/cli/commands.ts';
import { errorKinds } from '../packages/lull/src/errors.ts';

const root = resolve(import.meta.dirname, '..');
const pages = globSync(['*.md', 'docs/**/*.md', 'examples/**/*.md'], { cwd: root });

describe.each(pages)('%s', (page) => {
  const text = readFileSync(resolve(root, page), 'utf8');

  it('links only to what is there', () => {
    const links = [...text.matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)/g)].map(([, link]) => link!);
    const broken = links.filter((link) => !existsSync(resolve(root, dirname(page), link)));
    expect(broken).toEqual([]);
  });

  it('shows only commands and options that exist', async () => {
    const lines = [...text.matchAll(/```\w*\n([\s\S]*?)```/g)].flatMap(([, block]) => block!.split('\n'));
    const inline = [...text.matchAll(/`((?:npx )?lull [^`]+)`/g)].map(([, command]) => command!);
    for (const line of [...lines, ...inline]) {
      const words = /^(?:\$ )?(?:npx )?lull (.+)$/.exec(line.trim())?.[1];
      if (!words || /^[…[]/.test(words)) continue;
      expect(await unknownWords(words), line).toEqual([]);
    }
  });
});

describe('the docs', () => {
  it('explain every error', () => {
    const text = readFileSync(resolve(root, 'docs/errors.md'), 'utf8');
    for (const code of Object.keys(errorKinds)) expect(text).toContain(`| \`${code}\` |`);
  });
});

async function unknownWords(words: string): Promise<string[]> {
  const [name = '', ...rest] = words.split(/\s+/);
  if (name.startsWith('-')) return name === '--help' || name === '--version' ? [] : [name];
  const entry = commands[name];
  return entry ? unknownOf(await entry.load(), rest) : [name];
}

function unknownOf(command: Command, words: readonly string[]): string[] {
  const [first = '', ...rest] = words;
  const beneath = command.commands.find((one) => one.name() === first);
  if (beneath) return unknownOf(beneath, rest);
  if (command.commands.length > 0 && /^[a-z]/.test(first)) return [first];
  // A group without a command means its default one, which is one of them.
  const options = [command, ...command.commands].flatMap((one) => one.options);
  const known = new Set([...options.map(({ long }) => long), '--help']);
  return words.filter((word) => word.startsWith('--') && !known.has(word.replace(/[=\]].*$/, '')));
}
