import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { agentBase } from '../../src/api/contract/agent-wire.ts';
import { callerWith } from '../api/support/server.ts';
import { describeEngines } from '../store/engines.ts';
import { atServer } from './support/at-server.ts';

const wrong = { name: 'bad', hash: '', outline: null, mistake: 'bad.yaml:3 is no step' };

describeEngines('lull agents', (open) => {
  const started = atServer(open);

  it('enrols an agent in a file of its owner alone, shows it, and removes it', async () => {
    const { json, run, place, server } = await started();
    expect((await run(['agents'])).stdout).toContain('lull agents add NAME');
    const made = await run(['agents', 'add', 'db-1', '--file', 'agent.key']);
    expect([made.code, made.stderr]).toEqual([0, '']);
    const file = join(place.folder, 'agent.key');
    if (process.platform !== 'win32') expect(statSync(file).mode & 0o777).toBe(0o600);
    const key = readFileSync(file, 'utf8').trim();
    expect(key).toMatch(/^lull_[A-Za-z]{64}$/);
    expect(made.stdout).not.toContain(key);
    expect(made.stdout).toContain('--key-file agent.key');
    expect((await run(['agents', 'add', 'db-1'])).code).toBe(1);
    expect((await run(['agents', 'add', 'web-1', '--file', 'agent.key'])).code).toBe(2);
    const unheard = (await run(['agents'])).stdout;
    expect(unheard).toMatch(/db-1 +never +0/);
    expect(unheard).not.toContain('web-1');

    const hello = { version: '0.1.0', host: 'db-1.example', files: [wrong], trouble: 'its disk is full' };
    const heard = await callerWith(server.url, key)(`${agentBase}/hello?journal=j&process=p`, hello);
    expect(heard.status).toBe(200);
    const listed = (await run(['agents', 'list'])).stdout;
    expect(listed).toMatch(/db-1 +db-1\.example +0\.1\.0 +\S.* +1/);
    expect(listed).toContain('db-1: its disk is full');
    expect(listed).toContain('db-1: bad: bad.yaml:3 is no step');
    expect((await json(['agents'])).json.items[0]).toMatchObject({ name: 'db-1', isThere: true });

    expect((await run(['keys', 'list'])).stdout).toMatch(/agent db-1 +\S.* agent +agent +all +never/);
    const over = ['--file', 'agent.key', '--force', '--reason', 'it was in a log'];
    const rotated = await run(['agents', 'rotate', 'db-1', ...over]);
    expect([rotated.code, rotated.stderr]).toEqual([0, '']);
    expect(rotated.stdout).toContain('needs no restart');
    const next = readFileSync(file, 'utf8').trim();
    expect(next).toMatch(/^lull_[A-Za-z]{64}$/);
    expect([next === key, rotated.stdout.includes(next)]).toEqual([false, false]);
    const path = `${agentBase}/hello?journal=j&process=p`;
    expect((await callerWith(server.url, key)(path, hello)).status).toBe(401);
    expect((await callerWith(server.url, next)(path, hello)).status).toBe(200);

    const removed = await run(['agents', 'remove', 'db-1', '--reason', 'switched off']);
    expect(removed.stdout).toContain('Agent db-1 is removed');
    const printed = await run(['agents', 'add', 'db-1']);
    expect(printed.stdout.trim()).toMatch(/^lull_[A-Za-z]{64}$/);
    expect(printed.stderr).toContain('never again');
  });
});
