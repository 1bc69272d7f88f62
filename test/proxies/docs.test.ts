import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { describe, expect, it } from 'vitest';
import { commands } from '../../packages/gate/src/cli/commands.ts';
import { options } from '../../packages/gate/src/cli/options.ts';
import { proxyKinds } from '../../packages/gate/src/proxies/contract.ts';
import { proxyErrorCodes } from '../../packages/gate/src/proxies/errors.ts';
import { proxyTypes } from '../../packages/gate/src/proxies/registry.ts';

const text = readFileSync(resolve(import.meta.dirname, '../../docs/gate-proxies.md'), 'utf8');
const lines = [...text.matchAll(/^\s*(?:ExecStart=\S*\/)?lull-gate (.+)$/gm)].map(([, words]) => words!);

describe('docs/gate-proxies.md', () => {
  it('explains every error, every command and every proxy', () => {
    for (const code of proxyErrorCodes) expect(text).toContain(`| \`${code}\` |`);
    for (const name of commands.flatMap(({ names }) => names)) expect(text).toContain(`lull-gate ${name}`);
    for (const kind of proxyKinds) {
      const [part] = proxyTypes[kind].config({
        service: 's',
        folder: '/f',
        control: 'c',
        health: [],
        allow: [],
      });
      expect(text).toContain(`\`${part!.name}\``);
    }
  });

  it.each(lines)('shows a command line that is right: lull-gate %s', (line) => {
    const [name, ...words] = [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(
      ([, quoted, bare]) => quoted ?? bare!,
    );
    expect(commands.flatMap(({ names }) => names)).toContain(name);
    expect(() => parseArgs({ args: words, options, allowPositionals: true })).not.toThrow();
  });
});
