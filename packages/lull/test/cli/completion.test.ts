import { spawnSync } from 'node:child_process';
import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { bin, workplace } from './lull.ts';

// The shells find `lull` on their path.
const place = workplace({ 'bin/lull': `#!/bin/sh\nexec "${process.execPath}" "${bin}" "$@"\n` });
chmodSync(join(place.folder, 'bin/lull'), 0o755);
afterAll(place.remove);

const env = {
  ...process.env,
  PATH: `${join(place.folder, 'bin')}:${process.env.PATH}`,
  HOME: place.folder,
  XDG_CONFIG_HOME: join(place.folder, 'config'),
  LULL_SERVER: '',
};
const has = (shell: string): boolean => spawnSync(shell, ['-c', 'exit 0']).status === 0;

/** What a shell offers for each line, by a script that prints one line of candidates for each. */
function offered(shell: string, args: readonly string[]): string[] {
  const { stdout, stderr, status } = spawnSync(shell, args, { env, cwd: place.folder, encoding: 'utf8' });
  expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
  return stdout.trimEnd().split('\n');
}

describe('lull completion', () => {
  it.skipIf(!has('bash'))('in bash (needs bash): commands, options and their values', () => {
    const script = `
      source <(lull completion bash)
      try() { COMP_WORDS=("$@"); COMP_CWORD=$(( \${#COMP_WORDS[@]} - 1 )); _lull; echo "\${COMPREPLY[*]}"; }
      try lull down
      try lull downtime resc
      try lull downtime schedule --mode re
      try lull downtime schedule shop --dr
      try lull may --config ''
      complete -p lull`;
    expect(offered('bash', ['--norc', '--noprofile', '-c', script])).toEqual([
      'downtime down',
      'reschedule',
      'read-only',
      '--draft --drain-within --dry-run',
      '',
      'complete -o default -F _lull lull',
    ]);
  });

  it.skipIf(!has('zsh'))('in zsh (needs zsh): commands with what they do', () => {
    const script = `
      autoload -Uz compinit && compinit -u -D
      source <(lull completion zsh)
      _describe() { print -r -- "\${(P@)2}" }
      try() { words=("$@"); CURRENT=$#words; _lull }
      try lull downtime resc
      try lull downtime schedule --mode re
      print -r -- \${_comps[lull]}`;
    expect(offered('zsh', ['-f', '-c', script])).toEqual([
      'reschedule:move it, or change what was promised',
      'read-only:read-only',
      '_lull',
    ]);
  });

  it.skipIf(!has('fish'))('in fish (needs fish): commands with what they do', () => {
    const script = `
      lull completion fish | source
      complete -C 'lull downtime resc'
      complete -C 'lull downtime schedule --mode re'`;
    expect(offered('fish', ['--no-config', '-c', script])).toEqual([
      'reschedule\tmove it, or change what was promised',
      'read-only',
    ]);
  });

  it('says nothing, and nothing on standard error, where the server does not answer', async () => {
    const { code, stdout, stderr } = await place.run(['complete', '--', 'downtime', 'show', ''], {
      env: { LULL_SERVER: 'http://127.0.0.1:9', LULL_KEY: 'lull_x' },
    });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout.split('\n').map((line) => line.split('\t')[0])).toContain('--history');
  });

  it('knows no other shell', async () => {
    const { code, stderr } = await place.run(['completion', 'tcsh']);
    expect(code).toBe(2);
    expect(stderr).toContain('Allowed choices are bash, zsh, fish');
  });
});
