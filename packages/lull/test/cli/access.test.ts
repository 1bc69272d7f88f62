import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { signIn } from '../access/support.ts';
import { atServer } from './support/at-server.ts';

describe('lull login', () => {
  const started = atServer();

  it('keeps a key from standard input, unseen, and logout revokes and forgets it', async () => {
    const { server, place } = await started();
    const env = { TZ: 'UTC' };
    const { key } = await server.caller({ role: 'scheduler' });
    const login = ['login', '--server', `${server.url}/`, '--key'];
    const { code, stdout, stderr } = await place.run(login, { input: `${key}\n`, env });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain(`Logged in to ${server.url}`);
    expect(stdout).not.toContain(key!);
    const file = join(place.folder, 'config/lull/servers.json');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect((await place.run(['whoami'], { env })).stdout).toContain('scheduler');

    expect((await place.run(['logout'], { env })).code).toBe(0);
    expect(readFileSync(file, 'utf8')).not.toContain(key!);
    expect((await place.run(['whoami'], { env })).code).toBe(2);
    const stale = { ...env, LULL_SERVER: server.url, LULL_KEY: key! };
    expect((await place.run(['whoami'], { env: stale })).code).toBe(4);
  });

  it('keeps nothing of a key that the server does not know', async () => {
    const { server, place } = await started();
    const login = ['login', '--server', server.url, '--key', '--json'];
    const refused = await place.run(login, { input: 'lull_nobody' });
    expect(refused.code).toBe(4);
    expect(refused.stdout + refused.stderr).not.toContain('lull_nobody');
    const empty = await place.run(login, { input: '' });
    expect(JSON.parse(empty.stdout).error.code).toBe('bad-option');
    expect((await place.run(['whoami'])).code).toBe(2);
  });

  it('gets a key when a person agrees in the browser', async () => {
    const { server, start, place } = await started();
    const login = start(['login', '--server', server.url], { key: null });
    const [, code] = /code ([\w-]+)\./.exec(await login.said(/shows the code/))!;
    const browser = await signIn(server.access, 'ada@example.com');
    await browser.get(`/device?user_code=${code}`);
    expect((await browser.post('/device/approve', { userCode: code })).status).toBe(200);
    expect(await login.line(/Logged in/)).toContain(`Logged in to ${server.url}`);
    expect(await login.ended).toBe(0);
    const { stdout } = await place.run(['whoami', '--json'], { env: { XDG_CONFIG_HOME: login.config } });
    expect(JSON.parse(stdout)).toMatchObject({ server: server.url, kind: 'key', role: 'owner' });
  });

  it('ends with exit code 4 when the person declines', async () => {
    const { server, start } = await started();
    const login = start(['login', '--server', server.url], { key: null });
    const [, code] = /code ([\w-]+)\./.exec(await login.said(/shows the code/))!;
    const browser = await signIn(server.access, 'ada@example.com');
    await browser.get(`/device?user_code=${code}`);
    await browser.post('/device/deny', { userCode: code });
    expect(await login.said(/\[not-allowed\]/)).toContain('declined');
    expect(await login.ended).toBe(4);
  });
});

describe('lull people and keys', () => {
  const started = atServer();

  it('invite, set roles and grants, and remove', async () => {
    const { json, run, server } = await started();
    const made = await run([
      'people',
      'invite',
      'bob@example.com',
      '--role',
      'viewer',
      '--grant',
      'shop=scheduler',
    ]);
    expect(made.code).toBe(0);
    expect(made.stdout).toMatch(/^http\S+#\S+\n$/);
    const invited = await json(['people', 'invitations']);
    expect(invited.json.items).toMatchObject([{ email: 'bob@example.com', role: 'viewer' }]);
    expect((await run(['people', 'withdraw', invited.json.items[0].id])).code).toBe(0);
    expect((await json(['people', 'invitations'])).json.items).toEqual([]);
    const [trail = ''] = (await run(['audit', '--action', 'link.withdraw'])).stdout.split('\n');
    expect(trail).toMatch(/ link\.withdraw .* by ada \(key test\) from /);

    const carol = await server.person({}, 'viewer');
    const me = await json(['whoami'], carol);
    const { person } = me.json;
    expect((await run(['people', 'role', person, 'requester', '--reason', 'new job'])).code).toBe(0);
    expect((await run(['people', 'grant', person, 'shop', 'approver'])).code).toBe(0);
    const listed = await json(['people', 'list']);
    expect(listed.json.items).toContainEqual(
      expect.objectContaining({ id: person, role: 'requester', grants: { shop: 'approver' } }),
    );
    expect((await run(['people', 'grant', person, 'shop', 'none'])).code).toBe(0);
    expect((await run(['people', 'role', person, 'king'])).code).toBe(2);
    expect((await run(['people', 'remove', person])).code).toBe(0);
    expect((await run(['whoami'], carol)).code).toBe(4);
  });

  it('make a key that may only read, show its secret once, and revoke it', async () => {
    const { json, run } = await started();
    const made = await run(['keys', 'make', 'ci', '--scope', 'read', '--lasts', '30d']);
    expect(made.stdout).toMatch(/^lull_\S+\n$/);
    const ci = { key: made.stdout.trim() };
    expect((await run(['downtime', 'list'], ci)).code).toBe(0);
    expect((await run(['down', 'shop', '--reason', 'x'], ci)).code).toBe(4);
    expect((await run(['whoami'], ci)).stdout).toContain('  ci (a key of ada)\n');
    expect((await run(['keys', 'list'])).stdout).toMatch(/ ci +ada +/);
    const listed = await json(['keys', 'list']);
    expect(listed.stdout).not.toContain(ci.key);
    const { id } = listed.json.items.find(({ name }: { name: string }) => name === 'ci');
    expect((await run(['keys', 'revoke', id])).code).toBe(0);
    expect((await run(['downtime', 'list'], ci)).code).toBe(4);
  });
});
