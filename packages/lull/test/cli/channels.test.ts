import { Webhook } from 'standardwebhooks';
import { expect, it, onTestFinished } from 'vitest';
import { startHookServer } from '../announce/channels/hook-server.ts';
import { describeEngines } from '../store/engines.ts';
import { atServer } from './support/at-server.ts';

describeEngines('lull channels', (open) => {
  const started = atServer(open);

  it('shows which there are, and tries one out', async () => {
    const { run, json, server } = await started();
    const listed = await run(['channels']);
    expect(listed.stdout).toMatch(/^channel +set up +sign-up +a minute +attempts\nmail +no +yes +1200 +12\n/);
    expect(listed.stdout).toMatch(/\nwebhook +yes +no +1200 +10\n/);

    const hook = await startHookServer((call) => ({ status: call < 2 ? 204 : 410 }));
    onTestFinished(hook.stop);
    const address = `${hook.url}/hooks/geheim`;
    const tried = await json(['channels', 'test', 'webhook', address, '--language', 'de']);
    expect(tried.code).toBe(0);
    expect(tried.json).toMatchObject({ shown: `${hook.url}/…`, outcome: 'sent', error: null });
    const [{ body, headers }] = hook.calls as [(typeof hook.calls)[0]];
    expect(new Webhook(tried.json.secret).verify(body, headers as Record<string, string>)).toMatchObject({
      type: 'test',
      data: { isTest: true, language: 'de' },
    });
    const spoken = await run(['channels', 'test', 'webhook', address]);
    expect(spoken.stdout).toMatch(/^Sent to http:\/\/127\.0\.0\.1:\d+\/… as [\w-]{36}\.\n$/);
    expect(spoken.stderr).toContain('whsec_');

    const gone = await run(['channels', 'test', 'webhook', address]);
    expect(gone.code).toBe(1);
    expect(gone.stdout).toContain('answered 410. A subscriber with this address would be disabled.');
    expect(gone.stdout + gone.stderr).not.toContain('geheim');

    const mail = await run(['channels', 'test', 'mail', 'ada@example.com']);
    expect([mail.code, mail.stderr]).toEqual([1, expect.stringContaining('channel-not-set-up')]);
    expect((await run(['channels', 'test', 'pigeon', 'x'])).code).toBe(2);
    const viewer = await server.caller({ role: 'viewer' });
    expect((await run(['channels', 'test', 'webhook', address], viewer)).code).toBe(4);
    expect(hook.calls).toHaveLength(3);
  });
});
