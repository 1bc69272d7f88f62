import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { ruleKinds } from '../packages/lull/src/plan/rules.ts';
import { type Caller, callerWith } from '../packages/lull/test/api/support/server.ts';
import { freePort } from './peers/process.ts';
import { type LullServer, startLullServer } from './support/lull-server.ts';
import { becomeOwner } from './support/owner.ts';

const root = resolve(import.meta.dirname, '..');
const read = async (path: string) => parse(await readFile(resolve(root, 'deploy/ci', path), 'utf8'));

/** A script as it is written there, with what stands for its settings when nobody gives any. */
interface Script {
  readonly shell: string;
  readonly settings: Readonly<Record<string, string>>;
}

async function github(): Promise<Script> {
  const { inputs, runs } = await read('github/action.yml');
  const [step] = runs.steps;
  const given = Object.entries<string>(step.env).map(([name, value]) => {
    const input = /^\$\{\{ inputs\.([\w-]+) \}\}$/.exec(value)![1]!;
    return [name, inputs[input].default ?? ''];
  });
  return { shell: step.run, settings: Object.fromEntries(given) };
}

async function gitlab(): Promise<Script> {
  const { '.lull-may': job } = await read('gitlab/lull.yml');
  return { shell: job.script.join('\n'), settings: job.variables };
}

describe('deploy/ci', () => {
  let server: LullServer;
  let owner: Caller;
  let url: string;
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'lull-ci-'));
    server = startLullServer({ port: await freePort(), folder });
    const ready = await server.ready;
    url = ready.url;
    owner = callerWith(url, await becomeOwner(ready));
  });
  afterAll(async () => {
    await server.kill();
    await rm(folder, { recursive: true });
  });

  const run = async (settings: Readonly<Record<string, string>> = {}, script = github) => {
    const { shell, settings: usual } = await script();
    const { LULL_KEY: _key, LULL_SERVER: _server, ...around } = process.env;
    const child = spawn('sh', ['-e', '-c', shell], {
      cwd: root,
      env: { ...around, ...usual, LULL_SERVER: url, LULL_KEY: owner.key!, LULL_SERVICE: 'shop', ...settings },
    });
    let said = '';
    child.stdout.on('data', (part) => {
      said += part;
    });
    child.stderr.resume();
    const code = await new Promise<number | null>((done) => child.once('close', done));
    return { code, said };
  };
  const apply = async (yaml: string) => {
    expect((await owner('apply?prune=true', yaml)).status).toBe(200);
  };
  const freeze = (name: string, more = '') =>
    `freezes: { ${name}: { zone: UTC, start: 2020-01-01, duration: P36500D, reason: the busy weeks${more} } }`;
  const never = 'windows: { once: { zone: UTC, start: 2020-01-01, duration: PT1H } }';

  it('lets through what may be done, and stops in a freeze', { timeout: 120_000 }, async () => {
    await apply('services: { shop: { zone: UTC } }');
    expect(await run()).toMatchObject({ code: 0, said: 'Open\n' });
    expect(await run({}, gitlab)).toMatchObject({ code: 0, said: 'Open\n' });
    await apply(`services: { shop: { zone: UTC } }\n${freeze('sale')}`);
    const { code, said } = await run();
    expect([code, said]).toEqual([3, expect.stringMatching(/^Closed\n- .*freeze "sale".*\n/)]);
    await apply(`services: { shop: { zone: UTC } }\n${freeze('sale', ', scope: { leastRisk: high }')}`);
    expect((await run()).code).toBe(0);
    expect((await run({ LULL_MODE: 'full' }, gitlab)).code).toBe(3);
  });

  it('looks only at the rules that it was told to', { timeout: 120_000 }, async () => {
    await apply(`services: { shop: { zone: UTC, windows: [once] } }\n${never}`);
    expect((await run()).code).toBe(3);
    expect((await run({ LULL_RULES: 'freeze, conflict' })).code).toBe(0);
    // One that isn't there would stop nothing: a slip must not open a freeze.
    const { code: slip, said: why } = await run({ LULL_RULES: 'freezes' });
    expect([slip, why]).toEqual([2, `No such rule: freezes. The rules are ${ruleKinds.join(', ')}.\n`]);
    // What closes nothing is in the way of nobody who does.
    await owner('services/shop/down', { why: 'the disk is failing' });
    const { code, said } = await run({ LULL_RULES: 'freeze,conflict', LULL_MODE: 'full' });
    expect([code, said]).toEqual([3, expect.stringMatching(/^Closed\n- "shop" is taken by .*\n$/)]);
    await owner('services/shop/up', {});
  });

  it('stops where nobody knows, unless it was told to go on', { timeout: 120_000 }, async () => {
    const away = { LULL_SERVER: `http://127.0.0.1:${await freePort()}` };
    expect((await run(away)).code).toBe(1);
    expect((await run({ ...away, LULL_IF_UNKNOWN: 'go' })).code).toBe(0);
    // A wrong key or name is nobody's outage.
    expect((await run({ LULL_KEY: 'lull_wrong', LULL_IF_UNKNOWN: 'go' })).code).toBe(4);
    expect((await run({ LULL_SERVICE: 'nope', LULL_IF_UNKNOWN: 'go' })).code).toBe(2);
  });

  it('takes nothing that it is given for a part of itself', { timeout: 120_000 }, async () => {
    const { code, said } = await run({ LULL_SERVICE: 'shop"; echo taken; "', LULL_TAKES: '$(echo taken)' });
    expect(code).toBe(2);
    expect(said).not.toMatch(/^taken/m);
  });
});

it('both ask in the same words, by the version that there is', async () => {
  const [one, other] = [await github(), await gitlab()];
  expect(other.shell).toBe(one.shell);
  const { version } = JSON.parse(await readFile(resolve(root, 'packages/lull/package.json'), 'utf8'));
  for (const { settings } of [one, other]) expect(version.startsWith(`${settings.LULL_VERSION}.`)).toBe(true);
});
