import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, describe, expect, it } from 'vitest';
import { bin, workplace } from '../../packages/lull/test/cli/lull.ts';
import { combined, madeVisits } from './visits.ts';

const place = workplace();
const started: ChildProcess[] = [];
afterAll(() => {
  for (const child of started) child.kill('SIGKILL');
  place.remove();
});

const log = madeVisits(Date.UTC(2026, 0, 5), 24, 200)
  .map((visit) => combined(visit))
  .join('\n');

function start(args: string[]) {
  const child = spawn(process.execPath, [bin, ...args], { cwd: place.folder });
  started.push(child);
  const said = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text) => (said.stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text) => (said.stderr += text));
  child.stdin.on('error', () => {});
  const ended = once(child, 'close').then(([code]) => ({ code, ...said }));
  return { child, ended };
}

const interrupted = { code: 'interrupted', retry: true };

describe('Ctrl-C', () => {
  it('ends a long reading with 130 and one whole JSON value', async () => {
    const { child, ended } = start(['traffic', '-', '--json']);
    const feed = () => {
      while (child.stdin.writable && child.stdin.write(`${log}\n`));
    };
    child.stdin.on('drain', feed);
    feed();
    await once(child.stdin, 'drain');
    await once(child.stdin, 'drain');
    child.kill('SIGINT');
    const { code, stdout, stderr } = await ended;
    expect(code).toBe(130);
    expect(JSON.parse(stdout).error).toMatchObject(interrupted);
    expect(stderr).not.toMatch(/\n\s+at /);
  });

  it('ends the wait for standard input that says nothing', async () => {
    const { child, ended } = start(['traffic', '-', '--json']);
    // A first byte has to be taken before it is certain that the command is up and listens.
    child.stdin.write(log.slice(0, 300_000));
    await once(child.stdin, 'drain');
    child.kill('SIGINT');
    const { code, stdout } = await ended;
    expect(code).toBe(130);
    expect(JSON.parse(stdout).error).toMatchObject(interrupted);
  }, 10_000);

  it('ends the wait for a server that does not answer', async () => {
    const server = createServer(() => {});
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const url = `http://127.0.0.1:${port}?query=up&step=1h`;
    const { child, ended } = start(['plan', '--traffic', url, '--takes', '1h', '--json']);
    await once(server, 'request');
    child.kill('SIGINT');
    const { code, stdout } = await ended;
    server.closeAllConnections();
    server.close();
    expect(code).toBe(130);
    expect(JSON.parse(stdout).error).toMatchObject(interrupted);
  });
});

describe('whoever reads the output', () => {
  it('may stop reading it', async () => {
    place.write('access.log', log);
    const { child, ended } = start([
      'traffic',
      'access.log',
      '--bucket',
      '1s',
      '--keep',
      'bots,assets',
      '--json',
    ]);
    child.stdout.once('data', () => child.stdout.destroy());
    const { code, stderr } = await ended;
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  });
});
