import type { SqlAction } from '../../steps/contract.ts';
import type { ActionContext, CarryOut } from '../contract.ts';
import { done, failed, halted, undone } from '../ended.ts';
import { beforeAbort } from '../pause.ts';
import { readSecrets } from '../secrets.ts';
import { targetOf } from '../target.ts';
import { endBackend } from './backend.ts';
import { openSession } from './session.ts';
import { type Progress, through } from './through.ts';

/**
 * Runs SQL on a connection of its own, in one transaction unless the step says otherwise. When it is halted
 * it is cancelled on the server, and what became of its transaction is asked; so also when the connection is
 * lost while it commits.
 */
export const runSql: CarryOut<SqlAction> = async ({ action, timeLimit }, context, signal) => {
  const { url } = await readSecrets({ url: targetOf(context.targets, action.target, 'sql').url }, context);
  hidePassword(url!, context);
  const session = await openSession(
    url!,
    `lull ${context.name}`,
    (text) => context.print('err', text),
    signal,
  ).catch((error: Error) => error);
  if (session instanceof Error) {
    return signal.aborted ? halted(signal) : undone(failed(`${action.target}: ${session.message}`));
  }
  const progress: Progress = { transaction: null, stage: 'before' };
  const work = through(action, { session, timeLimit, progress, context, signal });
  const ended = await beforeAbort(work, signal);
  try {
    if (ended !== null && ended.outcome !== 'unknown') return ended;
    const fate = await endBackend(url!, { ...session, transaction: progress.transaction });
    session.destroy();
    const late = await work;
    if (late.outcome === 'done' || (fate === 'committed' && progress.stage === 'committing')) return done();
    const said = ended === null ? halted(signal, fate === 'unreachable' ? unreachable : null) : late;
    if (fate !== 'undone' && progress.stage !== 'before') return said;
    return undone(ended === null ? said : failed(said.error!));
  } finally {
    await session.close();
  }
};

const unreachable = 'the server could not be reached to cancel it';

function hidePassword(url: string, { hide }: ActionContext): void {
  const parsed = URL.parse(url);
  // What is no address by the book is tried all the same, and may be shown in the error.
  const written = parsed?.password ?? /^[^/]*\/\/[^/:@]*:(.*)@/.exec(url)?.[1];
  for (const password of [written, parsed?.searchParams.get('password')]) {
    if (!password) continue;
    hide(password);
    try {
      hide(decodeURIComponent(password));
    } catch {
      // Not encoded: it is what it is.
    }
  }
}
