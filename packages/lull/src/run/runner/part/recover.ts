import { endProcesses, GRACE } from '../../actions/command/end-processes.ts';
import { findProcesses } from '../../actions/command/processes.ts';
import type { BackendMark, ProcessMark } from '../../actions/contract.ts';
import { readSecrets } from '../../actions/secrets.ts';
import { endBackend, type Fate } from '../../actions/sql/backend.ts';
import { targetOf } from '../../actions/target.ts';
import type { Note, Tried } from '../journal/contract.ts';
import { type Desk, reportOn } from './desk.ts';
import { keep } from './keep.ts';
import { askingName, attemptName, keyOf } from './part.ts';

const killed = 'the runner was killed in it';

/**
 * Clears up after a runner that was killed, before anything else is begun or asked: what still runs of its
 * attempts is found and ended, and what became of them is written down as far as anybody knows.
 *
 * @example await recover(desk);
 */
export async function recover(desk: Desk): Promise<void> {
  const { part, journal } = desk;
  const { tried, isLost } = journal.standing();
  await endLeft(desk, [], askingName(part));
  if (isLost) await endLeft(desk, [], `${keyOf(part)}/`);
  for (const one of tried.filter(({ outcome }) => outcome === null)) await recoverOne(desk, one);
}

async function recoverOne(desk: Desk, tried: Tried): Promise<void> {
  const { phase, place, attempt, name, acted, marks, note } = tried;
  const processes = marks.filter((mark) => mark.kind === 'process');
  const own = attemptName(desk.part, tried);
  const left = await endLeft(desk, processes, acted ? `${own}/verify` : own);
  const backend = marks.findLast((mark) => mark.kind === 'backend');
  const fate = backend ? await fateOf(desk, backend) : null;
  // A verify, or a question to a person, is simply gone on with.
  if (acted || note.resumes) return;
  const at = { phase, place, attempt };
  if (fate === 'committed') {
    const write = (): void => desk.journal.append({ kind: 'acted', ...at });
    await keep(desk.host, keyOf(desk.part), write, desk.stopping);
    return;
  }
  const isUndone = fate === 'undone';
  const ended = isUndone
    ? ({ outcome: 'failed', error: `${killed}; its transaction was rolled back` } as const)
    : ({ outcome: 'unknown', error: unknownIs(left, fate) } as const);
  const known: Note = { interrupted: true, isUndone, mayStillRun: left !== null || fate === 'unreachable' };
  await reportOn(desk, { kind: 'ended', name, ...at, code: null, ...ended }, desk.stopping, known);
}

function unknownIs(left: string | null, fate: Fate | null): string {
  const more =
    left ?? (fate === 'unreachable' ? 'the database can not be reached: it may still run there' : null);
  return `${killed}: nobody knows how far it came${more === null ? '' : `; ${more}`}`;
}

/** @returns what can't be known; null when nothing is left */
async function endLeft(desk: Desk, marks: readonly ProcessMark[], name: string): Promise<string | null> {
  const known = new Map<number, string>();
  const find = () => findProcesses(marks, name, known);
  if (find() === null) {
    const pids = marks.map(({ pid }) => pid).join(', ') || 'of unknown number';
    return `on this system nobody can tell whether its process (${pids}) still runs: look before you answer`;
  }
  const trouble = (what: string | null): void =>
    desk.host.troubles.set(`${keyOf(desk.part)} processes`, what);
  await endProcesses({ find, mark: null, grace: GRACE, trouble });
  return null;
}

async function fateOf({ host, part }: Desk, mark: BackendMark): Promise<Fate> {
  try {
    const target = targetOf(await host.source.targets(), mark.target, 'sql');
    const { folder } = host.source;
    const { url } = await readSecrets({ url: target.url }, { folder, hide: part.redactor.hide });
    return await endBackend(url!, mark);
  } catch (error) {
    host.log.warn({ part: keyOf(part), err: error }, 'the database of a step cannot be reached');
    return 'unreachable';
  }
}
