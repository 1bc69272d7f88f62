import { statSync } from 'node:fs';
import { join } from 'node:path';
import { readConfigFile } from '@lull/gate/follow';
import { readDocument } from '@lull/gate/protocol';
import { expect, it } from 'vitest';
import { confirmation } from '../gates/support.ts';
import { describeEngines } from '../store/engines.ts';
import { atServer } from './support/at-server.ts';

describeEngines('lull gates', (open) => {
  const started = atServer(open);

  it('enrols a gate in a file of its owner alone, shows it, and removes it', async () => {
    const { json, run, place, server } = await started();
    expect((await run(['gates'])).stdout).toContain('lull gates add SERVICE');
    const made = await run(['gates', 'add', 'shop', '--instance', 'web-1', '--file', 'gate.json']);
    expect([made.code, made.stderr]).toEqual([0, '']);
    const file = join(place.folder, 'gate.json');
    if (process.platform !== 'win32') expect(statSync(file).mode & 0o777).toBe(0o600);
    const config = await readConfigFile(file);
    expect(config).toMatchObject({ service: 'shop', instance: 'web-1' });
    expect(made.stdout).not.toContain(config.key);
    expect((await run(['gates', 'add', 'shop', '--file', 'gate.json'])).code).toBe(2);
    const printed = await run(['gates', 'add', 'shop']);
    expect(JSON.parse(printed.stdout)).toMatchObject({ service: 'shop', trust: config.trust });

    const document = readDocument((await json(['gates', 'document', 'shop'])).json);
    const said = confirmation(document, { clockOffset: -12, warnings: ['clock-off: it is late'] });
    await server.gates.confirmations.take(said, 'k', 15_000);
    const listed = await run(['gates', 'list', 'shop']);
    expect(listed.stdout).toMatch(/shop +open, 1 of 1 as they should be/);
    expect(listed.stdout).toMatch(/web-1 +node +0\.1\.0 +open +0 +-12 ms/);
    expect(listed.stdout).toContain('web-1: clock-off: it is late');
    const down = await json(['down', 'shop', '--reason', 'fire']);
    expect(down.json.downtime.state).toBe('draining');
    const missing = await run(['gates']);
    expect(missing.stdout).toMatch(/0 of 1 as they should be/);
    const removed = await run(['gates', 'remove', 'shop', 'web-1', '--reason', 'switched off']);
    expect(removed.stdout).toContain('web-1');
    expect((await run(['gates', 'remove', 'shop', 'web-1'])).code).toBe(2);
  });

  it('makes links that pass, and the next key', async () => {
    const { json, run } = await started();
    const link = await run([
      'gates',
      'bypass',
      'shop',
      '--for',
      '30m',
      '--url',
      'https://shop.example/a?b=c',
    ]);
    expect(link.stdout).toMatch(/^https:\/\/shop\.example\/a\?b=c&lull-bypass=[\w.-]+\n$/);
    expect((await run(['gates', 'bypass', 'shop', '--url', 'shop'])).code).toBe(2);
    expect((await run(['gates', 'bypass', 'shop', '--for', '30d'])).code).toBe(2);
    const next = await json(['gates', 'rotate-key']);
    expect(next.json.keys).toHaveLength(2);
    expect((await run(['gates', 'rotate-key'])).stderr).toContain('announced already');
    const now = await json(['gates', 'rotate-key', '--now', '--reason', 'was in a log']);
    expect(now.json.keys).toMatchObject([{ endorsedBy: next.json.keys[0].id }]);
    expect((await run(['gates', 'add', 'shp'])).stderr).toContain('Did you mean shop?');
  });
});
