import { spawn } from 'node:child_process';
import { isInstalled } from '../../peers/process.ts';
import { type Client, startClient, type Way } from './client.ts';

/** Why curl can't be asked, or null. */
export const curlMissing: string | null = isInstalled('curl')
  ? null
  : 'curl is not installed (apt-get install curl)';

/** How many requests one process makes, over so many connections at the same time. */
const REQUESTS = 60;
const CONNECTIONS = 4;

/** A curl that connected more often than this didn't keep its connections. */
const MOST_CONNECTS = 2 * CONNECTIONS;

/**
 * Processes of curl, one after the other, each with many requests over a few connections that it keeps; every
 * third process sends bodies. What one process sends began after its start, and that is all that is known.
 */
export function curlClient(url: string): Client {
  const way: Way = async (tally, isOver) => {
    for (let i = 0; !isOver(); i += 1) {
      const began = performance.now();
      const lines = await curl(url, i % 3 === 0);
      const ended = performance.now();
      let connects = 0;
      for (const line of lines) {
        const [, status = '', connected = '', code = '', state = '', error = ''] = form.exec(line) ?? [];
        connects += Number(connected);
        const isBroken = code !== '0' || connects > MOST_CONNECTS;
        tally.add({
          began,
          ended,
          status: Number(status) || null,
          state: state === '' ? null : state,
          error: isBroken ? `${code} ${error} (${connects} connections)` : null,
        });
      }
      for (let missing = lines.length; missing < REQUESTS; missing += 1) {
        tally.add({ began, ended, status: null, state: null, error: 'curl said nothing of it' });
      }
    }
  };
  return startClient('curl', [way]);
}

const form = /^(\d+) (\d+) (\d+) ([^|]*)\|(.*)$/;

async function curl(url: string, isPost: boolean): Promise<readonly string[]> {
  const told = '%{http_code} %{num_connects} %{exitcode} %header{lull-state}|%{errormsg}\\n';
  const child = spawn(
    'curl',
    [
      ...['--silent', '--parallel', '--parallel-max', String(CONNECTIONS)],
      ...['--output', '/dev/null', '--write-out', told, '--header', 'accept: application/json'],
      ...(isPost ? ['--data', 'x'.repeat(500)] : []),
      `${url}?[1-${REQUESTS}]`,
    ],
    { stdio: ['ignore', 'pipe', 'ignore'] },
  );
  let out = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text;
  });
  await new Promise((resolve) => child.once('close', resolve));
  return out.split('\n').filter((line) => line !== '');
}
