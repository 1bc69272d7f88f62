import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { serverSettings } from '../packages/lull/src/api/operate/settings.ts';
import { isInstalled } from './peers/process.ts';

const unit = resolve(import.meta.dirname, '../deploy/lull.service');
const text = readFileSync(unit, 'utf8');
const set = (name: string): string | undefined => new RegExp(`^${name}=(.*)$`, 'm').exec(text)?.[1];

describe('deploy/lull.service', () => {
  const missing = isInstalled('systemd-analyze') ? '' : ' (systemd-analyze is missing)';
  it.skipIf(missing !== '')(`is what systemd understands, and open to little${missing}`, () => {
    const analyze = (...args: string[]) => spawnSync('systemd-analyze', args, { encoding: 'utf8' });
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
