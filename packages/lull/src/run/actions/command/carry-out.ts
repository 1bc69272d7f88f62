import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import type { CommandAction } from '../../steps/contract.ts';
import type { ActionContext, CarryOut, Ended } from '../contract.ts';
import { done, failed, halted } from '../ended.ts';
import { beforeAbort } from '../pause.ts';
import { endProcesses, GRACE } from './end-processes.ts';
import { findProcesses, inSessionOf, markOf, processes } from './processes.ts';

/** How long a pipe may be silent after its program has ended, before nothing more is expected of it. */
const SILENCE = 250;

/** How long it is read after that at most: somebody who holds it may print for ever. Milliseconds. */
const MOST_READING = 2_000;

/**
 * Runs a program in a session of its own: no shell, no input, an environment of which every word is known.
 * When it ends, what it left in its session is ended too; what it put into a session of its own stays, as
 * services do. When it is halted, all that carries its mark is ended, wherever it is.
 */
export const runCommand: CarryOut<CommandAction> = async ({ action, environment }, context, signal) => {
  const child = start(action, environment, context);
  if (child.pid === undefined) {
    const [error] = (await once(child, 'error')) as [NodeJS.ErrnoException];
    return failed(`${action.argv[0]} can't be started: ${error.code ?? error.message}`);
  }
  const ended = new Promise<Ended>((resolve) => child.once('exit', (...how) => resolve(endedBy(...how))));
  const closed = readOutput(child, context);
  const mark = markOf(child.pid);
  // It runs already: what can't be written is found by its environment.
  const marked = context.mark(mark).catch(() => undefined);
  const ending = { mark, grace: GRACE, trouble: context.trouble };
  const outcome = await beforeAbort(ended, signal);
  if (outcome === null) {
    const known = new Map<number, string>();
    await endProcesses({ ...ending, find: () => findProcesses([mark], context.name, known) });
    await ended;
  } else {
    const find = () => sessionOf(mark);
    const left = find()?.map(({ pid }) => pid) ?? [];
    if (left.length > 0) context.print('err', `[lull: what it left running is ended: ${left.join(', ')}]\n`);
    await endProcesses({ ...ending, find });
  }
  await closed();
  // The journal may be closed after this: nothing is to be written late.
  await marked;
  return outcome ?? halted(signal);
};

function start(
  { argv, folder }: CommandAction,
  environment: Readonly<Record<string, string>>,
  context: ActionContext,
): ChildProcess {
  const [program = '', ...args] = argv;
  return spawn(program, args, {
    cwd: resolve(context.folder, folder ?? '.'),
    env: { ...context.environment, ...environment, ...context.marks },
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

function endedBy(code: number | null, by: NodeJS.Signals | null): Ended {
  if (code === 0) return done(0);
  return code === null ? failed(`it was ended by ${by}`) : failed(`exit code ${code}`, code);
}

function sessionOf(mark: ReturnType<typeof markOf>) {
  const all = processes();
  return all === null ? null : all.filter(inSessionOf(mark, all));
}

/**
 * Reads what it prints from now on.
 *
 * @returns waits until all of it is read: until the pipes are closed; not for long where somebody holds them
 */
function readOutput(child: ChildProcess, context: ActionContext): () => Promise<void> {
  const closed = new Promise((resolve) => child.once('close', resolve));
  let isHeard = false;
  for (const [stream, pipe] of [['out', child.stdout!] as const, ['err', child.stderr!] as const]) {
    pipe.on('error', () => undefined);
    pipe.on('data', (bytes: Buffer) => {
      isHeard = true;
      context.print(stream, bytes);
    });
  }
  return async () => {
    const enough = Promise.withResolvers<void>();
    const look = setInterval(() => {
      if (!isHeard) enough.resolve();
      isHeard = false;
    }, SILENCE);
    const most = setTimeout(enough.resolve, MOST_READING);
    await Promise.race([closed, enough.promise]);
    clearInterval(look);
    clearTimeout(most);
    child.stdout!.destroy();
    child.stderr!.destroy();
  };
}
