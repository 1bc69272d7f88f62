import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findProcesses, markOf } from '../../../src/run/actions/command/processes.ts';
import { Halt } from '../../../src/run/actions/ended.ts';
import { command, makeContext, script } from './context.ts';

const stopped = (): Halt => new Halt('stopped', 'it was stopped');

describe('a command', () => {
  it('is its words, not a shell’s', async () => {
    const { run, printed } = makeContext();
    const words = ['$HOME', '`id`', 'a b', '*', ';', 'ü\n"', ''];
    expect(await run(command('printf', '<%s>', ...words))).toEqual({ outcome: 'done', code: 0, error: null });
    expect(printed()).toBe(words.map((word) => `<${word}>`).join(''));
  });

  it('finds a clean environment, what is declared, and whose work it does', async () => {
    process.env.LULL_TEST_LEAK = 'leaked';
    const { run, printed } = makeContext();
    await run(command('env'), { environment: { DEPTH: '5', LULL_RUN: 'forged' } });
    delete process.env.LULL_TEST_LEAK;
    const names = printed()
      .trim()
      .split('\n')
      .map((line) => line.split('=')[0])
      .sort();
    expect(names).toEqual(
      ['DEPTH', 'HOME', 'LANG', 'LULL_ATTEMPT', 'LULL_DOWNTIME', 'LULL_RUN', 'LULL_STEP', 'PATH'].sort(),
    );
    expect(printed()).toContain('LULL_RUN=r\n');
  });

  it('has no input, and runs where it is told', async () => {
    const { run, printed, context } = makeContext();
    mkdirSync(join(context.folder, 'app'));
    expect(await run({ kind: 'command', argv: ['sh', '-c', 'pwd; cat'], folder: 'app' })).toMatchObject({
      code: 0,
    });
    expect(printed()).toBe(`${join(context.folder, 'app')}\n`);
  });

  it('says how it ended', async () => {
    const { run } = makeContext();
    expect(await run(script('exit 7'))).toEqual({ outcome: 'failed', code: 7, error: 'exit code 7' });
    expect(await run(script('kill -SEGV $$'))).toMatchObject({
      code: null,
      error: 'it was ended by SIGSEGV',
    });
    expect(await run(command('no-such-program'))).toMatchObject({
      outcome: 'failed',
      error: "no-such-program can't be started: ENOENT",
    });
  });

  it('is ended with all that ignores being told to, at its time limit', async () => {
    const { run, context } = makeContext();
    const pids = join(context.folder, 'pids');
    // A tree of three, one with job control of its own, one in a session of its own; all ignore TERM. The last
    // one has no mark left and loses who started it.
    const hidden = `trap "" TERM; echo $$ >>${pids}; while :; do sleep 1; done`;
    const tree = `(sh -c 'env -i PATH=$PATH setsid sh -c '\\''${hidden}'\\'' & wait') &
      trap '' TERM; echo $$ >>${pids}
      (trap '' TERM; sh -c 'echo $$ >>${pids}; while :; do sleep 1; done') &
      setsid sh -c 'trap "" TERM; echo $$ >>${pids}; while :; do sleep 1; done' &
      set -m; (trap '' TERM; sh -c 'echo $$ >>${pids}; while :; do sleep 1; done') &
      while :; do sleep 1; done`;
    const ended = await run(script(tree), { timeLimit: 1_000 });
    expect(ended).toEqual({ outcome: 'timed-out', code: null, error: 'it was not through within 1s' });
    const all = readFileSync(pids, 'utf8').trim().split('\n').map(Number);
    expect(all).toHaveLength(5);
    expect(all.filter(isThere)).toEqual([]);
  });

  it('may end by itself when it is told to', async () => {
    const { run, context } = makeContext();
    const stopping = new AbortController();
    const note = join(context.folder, 'note');
    const ending = run(
      script(`trap 'echo bye >${note}; exit 0' TERM; touch ${note}.up; while :; do sleep 0.1; done`),
      {},
      stopping.signal,
    );
    await expect.poll(() => existsSync(`${note}.up`)).toBe(true);
    stopping.abort(stopped());
    expect(await ending).toEqual({ outcome: 'stopped', code: null, error: 'it was stopped' });
    expect(readFileSync(note, 'utf8')).toBe('bye\n');
  });

  it('takes with it what it left in its session, and leaves what has one of its own', async () => {
    const { run, context, printed } = makeContext();
    const pids = join(context.folder, 'pids');
    const up = join(context.folder, 'up');
    const own = `setsid sh -c 'touch ${up}; exec sleep 601' & ${waits(up)}`;
    const ended = await run(script(`sleep 600 & echo $! >>${pids}; ${own}`));
    expect(ended).toMatchObject({ outcome: 'done' });
    const [left] = readFileSync(pids, 'utf8').trim().split('\n').map(Number);
    expect(isThere(left!)).toBe(false);
    expect(printed()).toContain(`what it left running is ended: ${left}`);
    const stays = findProcesses([], context.name)!;
    expect(stays).toHaveLength(1);
    process.kill(stays[0]!.pid, 'SIGKILL');
  });

  it('is not waited for where a daemon holds its pipes', async () => {
    const { run, context, printed } = makeContext();
    const daemon = `setsid sh -c 'touch ${context.folder}/up; sleep 602' & ${waits(`${context.folder}/up`)}; echo there`;
    expect(await run(script(daemon))).toMatchObject({ outcome: 'done' });
    expect(printed()).toBe('there\n');
    for (const { pid } of findProcesses([], context.name)!) process.kill(pid, 'SIGKILL');
  });

  it('is over though a daemon goes on printing into its pipes', async () => {
    const { run, context } = makeContext();
    const up = join(context.folder, 'up');
    const daemon = `setsid sh -c 'touch ${up}; while echo still here; do sleep 0.02; done' & ${waits(up)}`;
    expect(await run(script(daemon))).toMatchObject({ outcome: 'done' });
    // Nobody reads it any more, so it can't print on.
    await expect.poll(() => findProcesses([], context.name)).toEqual([]);
  });

  it('is found again by its number and start, and by its environment', async () => {
    const { run, context, marks } = makeContext();
    const stopping = new AbortController();
    const ending = run(script('sleep 600; true'), {}, stopping.signal);
    await expect.poll(() => findProcesses([], context.name)?.length).toBe(2);
    const [mark] = marks;
    if (mark?.kind !== 'process') throw new Error('it was not marked');
    expect(mark).toEqual(markOf(mark.pid));
    expect(findProcesses([mark], 'another name')).toHaveLength(2);
    // The same number at another time, or after the machine was started anew, is somebody else.
    expect(findProcesses([{ ...mark, since: '1' }], 'another name')).toEqual([]);
    expect(findProcesses([{ ...mark, boot: 'before' }], 'another name')).toEqual([]);
    expect(findProcesses([], `${context.name.split('/')[0]}/`)).toHaveLength(2);
    stopping.abort(stopped());
    await ending;
  });

  it('prints a gigabyte, and nobody holds it up', async () => {
    let bytes = 0;
    const count = (_: unknown, piece: Uint8Array | string): void => {
      bytes += piece.length;
    };
    const { run } = makeContext({}, { print: count });
    expect(await run(script('yes 0123456789abcdef | head -c 1073741824'))).toMatchObject({ outcome: 'done' });
    expect(bytes).toBe(2 ** 30);
  });

  it('reads its secrets when it begins, and says which one it lacks', async () => {
    const { run, context, printed } = makeContext();
    const file = join(context.folder, 'secret');
    writeFileSync(file, 'hunter2hunter2\nsecond line\n');
    const secrets = { PASSWORD: { file } };
    await run(script('echo "$PASSWORD"; printf %s "$PASSWORD" | base64'), { secrets });
    expect(printed()).toBe('***\n***=\n');
    expect(await run(script('true'), { secrets: { PASSWORD: { file: `${file}.gone` } } })).toMatchObject({
      outcome: 'failed',
      error: `The secret PASSWORD can't be read: ${file}.gone can't be read: ENOENT.`,
    });
    writeFileSync(file, Buffer.from('hunter2hunter2', 'utf16le'));
    expect(await run(script('true'), { secrets })).toMatchObject({ error: expect.stringContaining('a NUL') });
    rmSync(file);
    spawnSync('mkfifo', [file]);
    expect(await run(script('true'), { secrets })).toMatchObject({
      error: expect.stringContaining('ESPIPE'),
    });
    expect(await run(script('true'), { secrets: { TOKEN: { variable: 'LULL_TEST_NO' } } })).toMatchObject({
      error: "The secret TOKEN can't be read: the variable LULL_TEST_NO is not set.",
    });
  });
});

/** Words of the shell that wait for a file. */
const waits = (path: string): string => `while ! [ -e ${path} ]; do sleep 0.05; done`;

/** Whether a process is there that isn't only waited for by its parent. */
function isThere(pid: number): boolean {
  const { stdout } = spawnSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' });
  return stdout.trim() !== '' && !stdout.startsWith('Z');
}
