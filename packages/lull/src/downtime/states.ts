import type { CommandType, Downtime, State } from './contract.ts';
import { states } from './contract.ts';

const goNoGo = ['scheduled', 'warning'] as const;
const atWork = ['down', 'verifying'] as const;
const begun = ['draining', 'down', 'verifying', 'opening', 'failed'] as const;

/** In which states each command can be said at all; `draft` and `emergency` are how a life begins. */
export const allowedIn: Readonly<Record<CommandType, readonly State[]>> = {
  draft: [],
  edit: ['draft'],
  schedule: ['draft'],
  approve: ['awaiting-approval', ...goNoGo],
  reject: ['awaiting-approval', ...goNoGo],
  revise: goNoGo,
  cancel: ['draft', 'awaiting-approval', ...goNoGo],
  flag: goNoGo,
  keep: goNoGo,
  'im-here': ['warning', ...begun],
  go: ['warning'],
  'no-go': ['warning'],
  emergency: [],
  drained: ['draining'],
  step: [...atWork, 'opening', 'failed'],
  extend: ['draining', ...atWork, 'opening'],
  finish: ['down'],
  verified: ['verifying'],
  opened: ['opening'],
  'close-again': ['opening'],
  widen: begun,
  abort: ['draining', ...atWork],
  fail: [...atWork, 'opening'],
  rollback: ['failed'],
  reopen: ['failed'],
  resume: ['failed'],
  tick: states,
};

/** How people say a command that has another name here. */
const words: Partial<Record<CommandType, string>> = { revise: 'reschedule', 'im-here': 'here' };

/**
 * The word by which people say a command: on the command line, over the API, in refusals and in the audit
 * trail.
 *
 * @example wordFor('revise') === 'reschedule'
 */
export function wordFor(type: CommandType): string {
  return words[type] ?? type;
}

/** What Lull, a gate or an agent says, and no person; `widen` comes of `lull down`. */
const saidByPrograms: ReadonlySet<CommandType> = new Set(['flag', 'step', 'tick', 'widen']);

/**
 * What a person may say to the downtime as it stands now, in the order of its life. Whether this person may
 * is another question.
 *
 * @example commandsFor({ ...downtime, state: 'failed' }) // ['im-here', 'rollback', 'reopen', 'resume']
 */
export function commandsFor(downtime: Downtime): CommandType[] {
  return (Object.keys(allowedIn) as CommandType[])
    .filter((type) => allowedIn[type].includes(downtime.state) && !saidByPrograms.has(type))
    .filter((type) => !hasNothingTo(type, downtime));
}

/** Whether a command has no object: nothing to approve, nothing to keep, back already. */
function hasNothingTo(type: CommandType, downtime: Downtime): boolean {
  if (type === 'approve' || type === 'reject') return downtime.proposal === null;
  if (type === 'keep') return openFlags(downtime).every(({ rule }) => rule === 'conflict');
  return type === 'abort' && downtime.turningBack !== null;
}

/**
 * Whether the state is an end: nothing can change any more.
 *
 * @example isEnd('aborted') === true
 */
export function isEnd(state: State): boolean {
  return state === 'completed' || state === 'cancelled' || state === 'aborted';
}

/**
 * Whether the downtime is promised or under way, so that it takes up its services and its people.
 *
 * @example isActive('awaiting-approval') === false
 */
export function isActive(state: State): boolean {
  return state === 'scheduled' || state === 'warning' || hasBegun(state);
}

/**
 * Whether the work has begun and visitors aren't all back: from draining to opening, and failed.
 *
 * @example hasBegun('warning') === false
 */
export function hasBegun(state: State): boolean {
  return (begun as readonly State[]).includes(state);
}

/** The flags on which nobody has decided yet. */
export function openFlags({ flags }: Pick<Downtime, 'flags'>): Downtime['flags'] {
  return flags.filter(({ kept }) => kept === null);
}
