import { existsSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { freePort } from '../../../../../test/peers/process.ts';
import { Halt } from '../../../src/run/actions/ended.ts';
import { pause } from '../../../src/run/actions/pause.ts';
import { makeContext } from './context.ts';

it('waits until something takes connections', async () => {
  const port = await freePort();
  const { run, printed } = makeContext({ db: { kind: 'tcp', host: '127.0.0.1', port } });
  const waiting = run({ kind: 'waitUntil', probe: { kind: 'tcp', target: 'db' }, every: 100 });
  await expect.poll(printed).toContain(`try 1: 127.0.0.1:${port}: ECONNREFUSED\n`);
  const server = createServer().listen(port, '127.0.0.1');
  onTestFinished(() => void server.close());
  expect(await waiting).toMatchObject({ outcome: 'done' });
  // What is the same each time is said once.
  expect(printed()).toMatch(/^try 1: .+\nit is well at try \d+\n$/);
});

it('waits for a command, and says what was wrong last when its time is over', async () => {
  const { run, context } = makeContext();
  const up = join(context.folder, 'up');
  const probe = { kind: 'command', argv: ['test', '-e', up], folder: null } as const;
  const late = await run({ kind: 'waitUntil', probe, every: 100 }, { timeLimit: 350 });
  expect(late).toEqual({
    outcome: 'timed-out',
    code: null,
    error: 'it was not through within 350 ms; exit code 1',
  });
  const waiting = run({ kind: 'waitUntil', probe, every: 100 });
  writeFileSync(up, '');
  expect(await waiting).toMatchObject({ outcome: 'done' });
  expect(existsSync(up)).toBe(true);
});

it('is a person’s answer', async () => {
  const asked: string[] = [];
  const answers = ['done', 'failed', 'again'] as const;
  for (const answer of answers) {
    const { run } = makeContext(
      {},
      {
        ask: async (question) => {
          asked.push(question);
          return answer;
        },
      },
    );
    const { outcome, error } = await run({ kind: 'confirm', question: 'Sure?' });
    expect([answer, outcome, error]).toEqual(
      answer === 'done'
        ? ['done', 'done', null]
        : [answer, 'failed', answer === 'again' ? 'it is to be asked again' : 'the answer was no'],
    );
  }
  expect(asked).toEqual(['Sure?', 'Sure?', 'Sure?']);
});

it('lets a time pass, whatever the clock of the machine says, and can be stopped', async () => {
  const { run } = makeContext();
  expect(await run({ kind: 'sleep', length: 30 })).toMatchObject({ outcome: 'done' });
  const stopping = new AbortController();
  const sleeping = run({ kind: 'sleep', length: 1e12 }, { timeLimit: 1e12 }, stopping.signal);
  stopping.abort(new Halt('stopped', 'it was stopped'));
  expect(await sleeping).toEqual({ outcome: 'stopped', code: null, error: 'it was stopped' });
  expect(await pause(10, AbortSignal.abort())).toBe(false);
});
