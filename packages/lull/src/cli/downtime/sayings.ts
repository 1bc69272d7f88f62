import type { CommandName } from '../../api/contract/command-names.ts';
import type { DowntimeView } from '../../api/contract/downtime-view.ts';

/** How one thing that may be said to a downtime is said on the command line, by its word. */
export interface Saying {
  readonly summary: string;
  readonly description: string;
  /** Whether --reason may or must be given; null for a command with options of its own. */
  readonly reason: 'may' | 'must' | null;
  /** What is written before and after the id at the least. */
  readonly line?: readonly [before: string, after: string];
}

/** Everything that may be said to a downtime, in the order of its life. */
export const sayings: Readonly<Record<CommandName, Saying>> = {
  edit: {
    summary: 'change the plan of a draft',
    description: 'Change the plan of a draft.',
    reason: null,
    line: ['', ' --at TIME'],
  },
  schedule: {
    summary: 'promise a downtime',
    description: 'Draft a downtime and promise it, or promise a draft.',
    reason: null,
    line: ['--draft ', ''],
  },
  approve: {
    summary: 'agree as the second person',
    description: 'Agree to what waits for a second person.',
    reason: null,
  },
  reject: {
    summary: 'decline what waits for a second person',
    description: 'Decline what waits for a second person.',
    reason: 'may',
  },
  reschedule: {
    summary: 'move it, or change what was promised',
    description: 'Move a downtime or change what was promised; a new revision tells it.',
    reason: null,
    line: ['', ' --at TIME'],
  },
  extend: {
    summary: 'move the end of one that is under way',
    description: 'Move the end of a downtime that is under way; promises and reminders move with it.',
    reason: null,
    line: ['', ' --by LENGTH'],
  },
  cancel: {
    summary: 'call it off before it begins',
    description: 'Call a downtime off before it begins.',
    reason: 'may',
  },
  go: {
    summary: 'let it begin at its start',
    description: 'Say go: the downtime begins at its start, or now where that has come.',
    reason: 'may',
  },
  'no-go': {
    summary: 'let nothing close',
    description: 'Say no-go: nothing closes, and the downtime is called off.',
    reason: 'may',
  },
  here: {
    summary: 'say that you are there',
    description: 'Say that you are there and do the work.',
    reason: 'may',
  },
  drained: {
    summary: 'say that no work is in flight any more',
    description: 'Say that no work is in flight any more.',
    reason: 'may',
  },
  finish: {
    summary: 'say that the work is done',
    description: 'Say that the work is done: visitors come back, after the check where one is wanted.',
    reason: 'may',
  },
  verified: {
    summary: 'say that the check went well',
    description: 'Say that the check went well, so that visitors come back.',
    reason: 'may',
  },
  opened: {
    summary: 'say that all visitors are back',
    description: 'Say that all visitors are back, which ends the downtime.',
    reason: 'may',
  },
  'close-again': {
    summary: 'close while visitors come back',
    description: 'Close again while visitors come back.',
    reason: 'must',
  },
  abort: {
    summary: 'turn back',
    description: 'Turn back: undo what was done, then let visitors in.',
    reason: 'may',
  },
  fail: {
    summary: 'say that it failed',
    description: 'Say that it failed; it stays as it is until a person decides.',
    reason: 'may',
  },
  rollback: {
    summary: 'undo the work of one that failed',
    description: 'Undo the work of a downtime that failed.',
    reason: 'may',
  },
  reopen: {
    summary: 'let visitors in though it failed',
    description: 'Let visitors in again though the work failed.',
    reason: 'may',
  },
  resume: {
    summary: 'go on where it failed',
    description: 'Go on with the work where it failed, with a new end.',
    reason: null,
    line: ['', ' --by LENGTH'],
  },
  keep: {
    summary: 'keep it in spite of what changed',
    description: 'Keep a downtime in spite of what changed since it was scheduled.',
    reason: 'must',
  },
};

/** The command lines that may be said to a downtime now, and what each does. */
export function nextLines({ id, next }: Pick<DowntimeView, 'id' | 'next'>): [line: string, what: string][] {
  return next.map((command) => {
    const { summary, reason, line } = sayings[command];
    const [before, after] = line ?? ['', reason === 'must' ? ' --reason WHY' : ''];
    return [`lull downtime ${command} ${before}${id}${after}`, summary];
  });
}
