import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { serverSettings } from '../packages/lull/src/api/operate/settings.ts';
import { agentCommand } from '../packages/lull/src/cli/agent.ts';
import { exitCodes } from '../packages/lull/src/errors.ts';
import { isInstalled } from './peers/process.ts';

const unit = resolve(import.meta.dirname, '../deploy/lull.service');
const text = readFileSync(unit, 'utf8');
const setIn = (from: string, name: string): string | undefined =>
  new RegExp(`^${name}=(.*)$`, 'm').exec(from)?.[1];
const set = (name: string): string | undefined => setIn(text, name);
const missing = isInstalled('systemd-analyze') ? '' : ' (systemd-analyze is missing)';
const analyze = (...args: string[]) => spawnSync('systemd-analyze', args, { encoding: 'utf8' });

describe('deploy/lull.service', () => {
  it.skipIf(missing !== '')(`is what systemd understands, and open to little${missing}`, () => {
    expect(analyze('verify', unit)).toMatchObject({ status: 0, stdout: '', stderr: '' });
    // In tenths: what docs/operate.md says, and no more.
    const { status, stdout } = analyze('security', '--offline=yes', '--threshold=14', unit);
    expect(status, stdout.split('\n').slice(-3).join('\n')).toBe(0);
  });

  it('keeps everything where it may write, and leaves the server the time that it takes to stop', () => {
    expect(set('ExecStart')).toContain(`--data /var/lib/${set('StateDirectory')}`);
    expect(set('WorkingDirectory')).toBe(`/var/lib/${set('StateDirectory')}`);
    const { stopWithin } = serverSettings({}, {});
    expect(Number(set('TimeoutStopSec')) * 1000).toBeGreaterThan(stopWithin + 5_000);
  });

  it('is started again whatever ended it, for as long as it takes', () => {
    expect([set('Restart'), set('StartLimitIntervalSec')]).toEqual(['always', '0']);
  });
});

describe('deploy/systemd/lull-agent.service', () => {
  const agent = resolve(import.meta.dirname, '../deploy/systemd/lull-agent.service');
  const of = (name: string): string | undefined => setIn(readFileSync(agent, 'utf8'), name);

  it.skipIf(missing !== '')(`is what systemd understands, and open to little${missing}`, () => {
    expect(analyze('verify', agent)).toMatchObject({ status: 0, stdout: '' });
    const { status, stdout } = analyze('security', '--offline=yes', '--threshold=25', agent);
    expect(status, stdout.split('\n').slice(-3).join('\n')).toBe(0);
  });

  it('has options that the agent knows, and its journals where it may write', async () => {
    const known = agentCommand().options.map(({ long }) => long);
    const [program, ...words] = of('ExecStart')!.split(' ').slice(1);
    expect([program, words[0]]).toEqual(['lull', 'agent']);
    expect(words.filter((word) => word.startsWith('--') && !known.includes(word))).toEqual([]);
    expect(of('ExecStart')).toContain(`--folder /var/lib/${of('StateDirectory')}`);
  });

  it('is told to end by itself alone, and is started again but for settings that are wrong', () => {
    expect([of('KillMode'), of('Restart'), of('RestartPreventExitStatus')]).toEqual([
      ...['mixed', 'always', String(exitCodes.wrongUsage)],
    ]);
  });
});
