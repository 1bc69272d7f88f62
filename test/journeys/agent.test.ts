import { spawnSync } from 'node:child_process';
import { chmodSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { addNamespace, namespacesMissing } from '../../bench/gate/namespaces.ts';
import type { RunView } from '../../packages/lull/src/api/contract/runs.ts';
import { bin } from '../../packages/lull/test/cli/lull.ts';
import { type AgentOptions, type StepHost, stepHost, waiting } from '../support/agent.ts';
import { openLine } from '../support/line.ts';
import { type Place, place } from './agent/place.ts';

const slow = `
steps:
  - name: first
    command: [sh, -c, 'echo first >>DIR/log']
  - name: second
    ${waiting('second')}
    idempotent: true
  - name: third
    command: [sh, -c, 'echo third >>DIR/log']
`;

/** What an agent hears the server through. */
interface Wire {
  readonly options: AgentOptions;
  cut(): void;
  mend(): void;
}

/** Which attempts were made at each step, and what became of them. */
const attempts = ({ parts }: RunView): readonly string[] =>
  parts.flatMap(({ steps }) =>
    steps.flatMap(({ name, attempts: all }) => all.map(({ outcome }) => `${name}: ${outcome}`)),
  );

const once = ['first: done', 'second: done', 'third: done'];

describe('lull agent', { timeout: 180_000 }, () => {
  let at: Place;
  let agents = 0;
  beforeAll(async () => {
    at = await place();
  });
  afterAll(() => at.stop());

  /** An agent on a host of its own that has the slow file. */
  const withAgent = async (): Promise<{ name: string; host: StepHost }> => {
    agents += 1;
    const name = `db-${agents}`;
    const host = stepHost(await at.add(name));
    host.write('slow', slow);
    return { name, host };
  };

  it('runs the steps of its host, and undoes them', async () => {
    const { name, host } = await withAgent();
    host.write(
      'bad',
      `
steps:
  - name: first
    command: [sh, -c, 'echo first >>DIR/log']
    rollback: { command: [sh, -c, 'echo un-first >>DIR/log'] }
  - name: second
    command: [sh, -c, 'exit 3']
`,
    );
    const agent = host.start({ server: at.url });
    const bad = await at.schedule(name, 'bad');
    await at.until(bad, 'aborted');
    expect(host.lines()).toEqual(['first', 'un-first']);
    host.free();
    const good = await at.schedule(name, 'slow');
    await at.until(good, 'completed');
    expect(host.lines().slice(2)).toEqual(['first', 'second', 'third']);
    expect(attempts(await at.run(good))).toEqual(once);
    agent.signal('SIGTERM');
    expect(await agent.ended).toBe(0);
  });

  it('goes on after it was killed in the middle of a step', async () => {
    const { name, host } = await withAgent();
    const agent = host.start({ server: at.url });
    const id = await at.schedule(name, 'slow');
    await host.wrote('second');
    await agent.kill();
    host.start({ server: at.url });
    await host.wrote('second', 2);
    host.free();
    await at.until(id, 'completed');
    expect(host.lines()).toEqual(['first', 'second', 'second', 'third']);
    expect(attempts(await at.run(id))).toEqual([
      ...['first: done', 'second: unknown', 'second: done', 'third: done'],
    ]);
  });

  it('goes on while the server is dead, and tells it afterwards, once', async () => {
    const { name, host } = await withAgent();
    host.start({ server: at.url });
    const id = await at.schedule(name, 'slow');
    await host.wrote('second');
    await at.server().kill();
    host.free();
    await host.wrote('third');
    await at.startAgain();
    await at.until(id, 'completed');
    expect(host.lines()).toEqual(['first', 'second', 'third']);
    expect(attempts(await at.run(id))).toEqual(once);
    const ends = await at.events('downtime.step-ended', name);
    expect(ends.map(({ data }) => data.step).toSorted()).toEqual(['first', 'second', 'third']);
  });

  const missing = process.getuid?.() === 0 ? namespacesMissing() : 'root is missing';

  /** A wire between an agent and the server: of a network of its own, or a line where there can be none. */
  const wire = async (number: number): Promise<Wire> => {
    const network = missing === null ? addNamespace(number) : null;
    if (network) onTestFinished(network.remove);
    const line = await openLine(at.port, network?.address);
    onTestFinished(line.close);
    if (network === null) return { ...line, options: { server: `http://127.0.0.1:${line.port}` } };
    const start: AgentOptions['start'] = (program, args, env) =>
      network.spawn(program, args, env, ['ignore', 'ignore', 'pipe']);
    return { ...network, options: { server: `http://${network.address}:${line.port}`, start } };
  };

  const how = missing === null ? 'the wire of its network is down' : `its line is cut (${missing})`;
  it(`goes on while ${how} for longer than the step takes, and tells it afterwards, once`, async () => {
    const { name, host } = await withAgent();
    const { cut, mend, options } = await wire(77);
    host.start(options);
    const id = await at.schedule(name, 'slow');
    await host.wrote('second');
    while (attempts(await at.run(id)).at(-1) !== 'second: null') await pause(50);
    // What it prints is there while it runs.
    while ((await at.printed(id)).length === 0) await pause(50);
    cut();
    host.free();
    await host.wrote('third');
    while ((await at.events('agent.lost', name)).length === 0) await pause(200);
    expect(attempts(await at.run(id)).at(-1)).toBe('second: null');
    mend();
    await at.until(id, 'completed');
    expect(host.lines()).toEqual(['first', 'second', 'third']);
    expect(attempts(await at.run(id))).toEqual(once);
    // Orders and reports may come before its next hello, and output after all of them.
    while ((await at.events('agent.found', name)).length === 0) await pause(50);
    while ((await at.printed(id)).length < 2) await pause(50);
    expect(await at.printed(id)).toEqual(['begins second\n', 'said second\n']);
    expect(await at.events('agent.found', name)).toHaveLength(1);
  });

  it('runs files of two hosts one after the other, and undoes them in reverse', async () => {
    const hosts = [await withAgent(), await withAgent()] as const;
    const undone = (step: string, more: string): string => `
  - name: ${step}
    command: [sh, -c, '${more}']
    rollback: { command: [sh, -c, 'echo un-${step} >>DIR/log'] }`;
    hosts[0].host.write('here', `steps:${undone('a', 'echo a >>DIR/log')}`);
    hosts[1].host.write('there', `steps:${undone('b', 'echo b >>DIR/log')}${undone('c', 'exit 3')}`);
    for (const [i, { host }] of hosts.entries()) host.start((await wire(78 + i)).options);
    const [here, there] = hosts;
    const id = await at.schedule(here.name, 'here', [there.name, 'there']);
    await at.until(id, 'aborted');
    expect(here.host.lines()).toEqual(['a', 'un-a']);
    expect(there.host.lines()).toEqual(['b', 'un-c', 'un-b']);
    const { items } = (await at.owner.get(`/api/v1/events?downtime=${id}&limit=200`)).body as {
      items: { kind: string; data: { agent: string; step: string; phase: string } }[];
    };
    const began = items.filter(({ kind }) => kind === 'downtime.step-started');
    expect(began.map(({ data }) => [data.agent, data.step, data.phase])).toEqual([
      [here.name, 'a', 'forward'],
      [there.name, 'b', 'forward'],
      [there.name, 'c', 'forward'],
      [there.name, 'c', 'back'],
      [there.name, 'b', 'back'],
      [here.name, 'a', 'back'],
    ]);
  });

  it('takes up another key by itself, and what it runs goes on', async () => {
    const { name, host } = await withAgent();
    const agent = host.start({ server: at.url });
    const id = await at.schedule(name, 'slow');
    await host.wrote('second');
    const key = await at.rotate(name);
    await agent.logged(/refuses this agent/);
    host.free();
    while (host.journal().split('"outcome":"done"').length < 3) await pause(20);
    writeFileSync(host.keyFile, `${key}\n`);
    await at.until(id, 'completed');
    expect(host.lines()).toEqual(['first', 'second', 'third']);
    expect(attempts(await at.run(id))).toEqual(once);
    expect(agent.log()).not.toMatch(/lull_[A-Za-z]{64}/);
  });

  it('ends after what runs when it is asked to, and goes on when it is started again', async () => {
    const { name, host } = await withAgent();
    const agent = host.start({ server: at.url });
    const id = await at.schedule(name, 'slow');
    await host.wrote('second');
    agent.signal('SIGTERM');
    while (!(await at.agent(name))?.trouble?.includes('being stopped')) await pause(50);
    host.free();
    expect(await agent.ended).toBe(0);
    expect(host.lines()).toEqual(['first', 'second']);
    expect(attempts(await at.run(id))).toEqual(['first: done', 'second: done']);
    host.start({ server: at.url });
    await at.until(id, 'completed');
    expect(host.lines()).toEqual(['first', 'second', 'third']);
  });

  it('stops what runs when it is asked to twice', async () => {
    const { name, host } = await withAgent();
    const agent = host.start({ server: at.url });
    const id = await at.schedule(name, 'slow');
    await host.wrote('second');
    agent.signal('SIGTERM');
    await agent.logged(/ending after what runs/);
    agent.signal('SIGTERM');
    expect(await agent.ended).toBe(130);
    expect(host.lines()).toEqual(['first', 'second']);
    host.free();
    host.start({ server: at.url });
    await at.until(id, 'completed');
    expect(host.lines()).toEqual(['first', 'second', 'second', 'third']);
  });

  it('brings its step to an end and begins no other when it is removed', async () => {
    const { name, host } = await withAgent();
    const agent = host.start({ server: at.url });
    const id = await at.schedule(name, 'slow');
    await host.wrote('second');
    expect(await at.remove(name)).toEqual({ name, failed: [id] });
    await at.until(id, 'failed');
    await agent.logged(/refuses this agent/);
    host.free();
    while (host.journal().split('"outcome":"done"').length < 3) await pause(20);
    agent.signal('SIGTERM');
    await agent.logged(/ending after what runs/);
    agent.signal('SIGTERM');
    expect(await agent.ended).toBe(130);
    expect(host.lines()).toEqual(['first', 'second']);
    await at.owner.post(`/api/v1/downtimes/${id}/reopen`, { why: 'it is well as it is' });
    await at.until(id, 'aborted');
  });

  it('is told when another one has its key, and nothing runs twice', async () => {
    const { name, host } = await withAgent();
    host.start({ server: at.url });
    host.free();
    await at.until(await at.schedule(name, 'slow'), 'completed');
    const second = host.start({ server: at.url, folder: join(host.folder, 'other-journals') });
    await second.logged(/runner-elsewhere/);
    await at.until(await at.schedule(name, 'slow'), 'completed');
    expect(host.lines()).toEqual([...['first', 'second', 'third'], ...['first', 'second', 'third']]);
  });

  it.each([
    ['a key that others may read', (host: StepHost) => chmodSync(host.keyFile, 0o640), 'file-exposed'],
    ['no key', (host: StepHost) => rmSync(host.keyFile), 'bad-setting'],
  ])('does not begin with %s', (_, spoil, code) => {
    const host = stepHost(`lull_${'a'.repeat(64)}`);
    spoil(host);
    const args = ['--server', 'http://127.0.0.1:9', '--key-file', host.keyFile];
    const ended = spawnSync(
      process.execPath,
      [bin, 'agent', ...args, '--steps', host.folder, '--folder', join(host.folder, 'journals')],
      { encoding: 'utf8' },
    );
    expect([ended.status, ended.stderr]).toEqual([2, expect.stringContaining(`[${code}]`)]);
    expect(ended.stderr).not.toContain('aaaaaaaa');
  });
});
