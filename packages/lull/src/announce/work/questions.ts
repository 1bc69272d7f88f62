import type { Downtime } from '../../downtime/contract.ts';
import type { Instant } from '../../time/instant.ts';
import { ruleFor } from './by-rule.ts';
import type { Asking, Choice, Matter, Reaction } from './contract.ts';
import { type AskedQuestion, instantIn, keyOf, type readAsks, saidIn } from './reading.ts';
import { stuckChoices } from './sayable.ts';

/** Something to decide on of which nothing more is known than what it is about. */
export function plain(about: Matter): Asking {
  return { key: about, about, step: null, said: null, until: null, byRule: null, choices: [] };
}

type Asked = ReturnType<typeof readAsks>;

/**
 * What is asked because a run asks: each question by itself; where it waits for something else, that.
 *
 * @example asksOf(readAsks(event.data), event.why, downtime, event.at)[0]?.do === 'ask'
 */
export function asksOf(
  told: Asked,
  why: string | null,
  downtime: Downtime,
  at: Instant,
): readonly Reaction[] {
  const { state, isPastReturn, questions } = told;
  const kind = state === 'stuck' ? 'stuck' : 'asked';
  const rule = ruleFor(downtime, at, isPastReturn);
  const about = matterOf(told);
  const choices: Readonly<Partial<Record<Matter, readonly Choice[]>>> = {
    stuck: stuckChoices(downtime, isPastReturn),
    verify: ['verified', 'abort'],
    watch: ['finish', 'abort'],
    waits: ['show', ...(downtime.turningBack || isPastReturn ? [] : (['abort'] as const))],
  };
  const itself: Asking = { ...plain(about), ...rule, said: saidIn(why), choices: choices[about]! };
  const all = questions.map((question) => aboutStep(question, told, rule));
  const asked = [...all, ...(all.length === 0 || about === 'waits' ? [itself] : [])];
  // A question says more than that it has failed.
  const instead: readonly Reaction[] = all.length === 0 ? [] : [{ do: 'close', key: 'stuck', decided: null }];
  return [...instead, ...asked.map((asking): Reaction => ({ do: 'ask', kind, asking }))];
}

function matterOf({ state, was }: Asked): Matter {
  if (state === 'stuck') return 'stuck';
  if (state !== 'asking') return 'waits';
  return was === 'verify' ? 'verify' : 'watch';
}

function aboutStep(question: AskedQuestion, run: Asked, rule: Pick<Asking, 'until' | 'byRule'>): Asking {
  const { step, about, phase, text } = question;
  const limit = instantIn(question.until);
  const isFirst = limit !== null && (rule.until === null || limit < rule.until);
  return {
    key: keyOf(question),
    about: about === 'failed' && phase === 'back' ? 'not-undone' : about,
    step: saidIn(step),
    said: saidIn(text),
    ...(isFirst ? { until: limit, byRule: 'give-up' } : rule),
    choices: about === 'confirm' ? ['yes', 'no'] : ['done', 'again', lastChoice(question, run)],
  };
}

/** Whoever gives a step up wants all of it undone, where that can be. */
function lastChoice({ phase }: AskedQuestion, { state, isPastReturn }: Asked): Choice {
  if (phase !== 'back' && !isPastReturn) return 'failed';
  return state === 'stuck' ? 'reopen' : 'left';
}
