import { quoted } from '../../../parts/command-line.tsx';
import type { CommandName, Downtime } from '../stage.ts';

/** What a command needs beside its reason. */
type Needs = 'nothing' | 'end' | 'plan';

interface Shape {
  readonly needs: Needs;
  /** What one must be allowed to. */
  readonly action: 'draft' | 'schedule' | 'approve' | 'run' | 'override';
  readonly isReasonNeeded?: boolean;
  /** Whether rules may stand in its way that can be set aside. */
  readonly isJudged?: boolean;
  /** Whether something is lost or stays closed by it. */
  readonly isDanger?: boolean;
}

const run: Shape = { needs: 'nothing', action: 'run' };

/** How each thing is said to a downtime. */
export const commands: Readonly<Record<CommandName, Shape>> = {
  edit: { needs: 'plan', action: 'draft' },
  schedule: { needs: 'nothing', action: 'schedule', isJudged: true },
  approve: { needs: 'nothing', action: 'approve', isJudged: true },
  reject: { needs: 'nothing', action: 'approve', isDanger: true },
  reschedule: { needs: 'plan', action: 'schedule', isJudged: true },
  extend: { needs: 'end', action: 'run' },
  cancel: { needs: 'nothing', action: 'draft', isDanger: true },
  go: run,
  'no-go': { ...run, isDanger: true },
  here: run,
  drained: run,
  finish: run,
  verified: run,
  opened: run,
  'close-again': { ...run, isReasonNeeded: true, isDanger: true },
  abort: { ...run, isDanger: true },
  fail: { ...run, isDanger: true },
  rollback: run,
  reopen: { ...run, isDanger: true },
  resume: { needs: 'end', action: 'run' },
  keep: { needs: 'nothing', action: 'override', isReasonNeeded: true },
};

const likely: readonly CommandName[] = [
  ...(['approve', 'keep', 'go', 'drained', 'finish', 'verified', 'opened', 'schedule'] as const),
  ...(['resume', 'rollback', 'extend', 'reschedule', 'edit', 'here', 'reject', 'abort'] as const),
  ...(['no-go', 'close-again', 'reopen', 'fail', 'cancel'] as const),
];

/** What may be said to a downtime now by whoever may, the most likely first. */
export function offered(
  { next, plan, flags, services }: Downtime,
  may: (action: Shape['action'], services: readonly string[]) => boolean,
): CommandName[] {
  const isOpenFlag = flags.some(({ kept }) => kept === null);
  // While steps do the work, more time and the way back are what a person has to say, and not its end.
  const rank = (name: CommandName): number =>
    likely.indexOf(name) + (name === 'finish' && plan.steps !== null ? likely.length : 0);
  return next
    .filter((name) => name !== 'keep' || isOpenFlag)
    .filter((name) => may(commands[name].action, services))
    .sort((a, b) => rank(a) - rank(b));
}

/** What somebody has typed for something that they are about to say. */
export interface Said {
  readonly why: string;
  readonly override: boolean;
  /** For a new end: by how much, or until when. */
  readonly by: string;
  readonly until: string;
  /** For a plan. */
  readonly title: string;
  readonly start: string;
  readonly takes: string;
  readonly rollback: string;
  readonly mode: Downtime['mode'];
}

/**
 * The body that says it, and the same as options of the command line; null while something is missing or no
 * length.
 */
export interface Saying {
  readonly body: Readonly<Record<string, unknown>>;
  readonly options: readonly string[];
}

/** The line of the command line that says it. */
export function lineOf(name: CommandName, id: string, { options }: Saying, { why, override }: Said): string {
  const draft = name === 'schedule' ? '--draft ' : '';
  const set = override ? ' --override' : '';
  const reason = why.trim() === '' ? '' : ` --reason ${quoted(why.trim())}`;
  return `lull downtime ${name} ${draft}${id}${options.map((one) => ` ${one}`).join('')}${set}${reason}`;
}
