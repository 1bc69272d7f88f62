import { oneLine } from '../../printable.ts';
import type { Instant } from '../../time/instant.ts';
import { lengthIn, relativeIn } from '../words/amounts.ts';
import { say } from '../words/say.ts';
import { momentsIn } from '../words/times.ts';
import { commandOf } from './choices.ts';
import type { Choice } from './contract.ts';
import { nameOf, type WorkFacts, zonesOf } from './facts.ts';

/** What a letter to somebody at work says, as paragraphs, each of which may have several lines. */
export function paragraphsOf(facts: WorkFacts): string[] {
  const { kind, work, words, downtime, who } = facts;
  const moment = (at: Instant): string => momentsIn(words, at, zonesOf(facts));
  const end = moment(downtime.expectedEnd!);
  const title = say(words, 'work.title', { title: oneLine(downtime.plan.title) });
  const said = work.said === null ? [] : [say(words, 'work.said', { said: work.said })];
  switch (kind) {
    case 'answered': {
      const decision = say(words, `choice.${work.decided!.choice}`);
      const { why } = work.decided!;
      return [
        say(words, 'work.answered', { who: nameOf(who, words), decision }),
        ...(why === null ? [] : [say(words, 'work.reason', { reason: why })]),
        say(words, 'work.was', { what: whatOf(facts) }),
        title,
      ];
    }
    case 'prolonged':
      return [
        say(words, 'work.prolonged'),
        say(words, 'work.newEnd', { end }),
        ...(work.oldEnd === null ? [] : [say(words, 'work.oldEnd', { oldEnd: moment(work.oldEnd) })]),
        title,
        ...choicesOf(facts, ['show', 'abort']),
      ];
    case 'turning-back':
      return [
        say(words, 'work.turningBack'),
        say(words, 'work.expected', { end }),
        ...said,
        title,
        ...choicesOf(facts, work.choices),
      ];
    case 'over': {
      const isDone = downtime.state === 'completed';
      return [say(words, isDone ? 'work.completed' : 'work.aborted'), ...said, title];
    }
    default:
      return [
        ...(kind === 'asked-again' ? [say(words, 'work.again')] : []),
        whatOf(facts),
        ...said,
        ...limitOf(facts),
        ...choicesOf(facts, work.choices),
        title,
      ];
  }
}

/** What there is to decide, as a sentence. */
function whatOf(facts: WorkFacts): string {
  const { work, words, downtime } = facts;
  const { about } = work;
  const step = work.step ?? '';
  if (about === 'confirm' || about === 'failed' || about === 'unknown' || about === 'not-undone') {
    return say(words, `matter.${about}`, { step });
  }
  if (about !== 'turn-back' && about !== 'overdue') return say(words, `matter.${about}`);
  return say(words, `matter.${about}`, { end: momentsIn(words, downtime.expectedEnd!, zonesOf(facts)) });
}

/** Until when, and what comes by rule. */
function limitOf(facts: WorkFacts): string[] {
  const { work, words, downtime, now } = facts;
  const { until, byRule } = work;
  const limit = until !== null && until > now ? until : null;
  const zones = zonesOf(facts);
  const rule =
    byRule === 'extend'
      ? say(words, 'byRule.extend', { length: lengthIn(words, downtime.plan.extendBy) })
      : byRule && say(words, `byRule.${byRule}`);
  return [
    ...(limit === null ? [] : [say(words, 'work.until', { until: momentsIn(words, limit, zones) })]),
    ...(limit === null ? [] : [say(words, 'work.in', { in: relativeIn(words, limit, now) })]),
    ...(rule === null ? [] : [rule]),
  ];
}

/** Each choice with its command, a line for each. */
function choicesOf(facts: WorkFacts, choices: readonly Choice[]): string[] {
  if (choices.length === 0) return [];
  const lines = choices.map(
    (choice) => `${say(facts.words, `choice.${choice}`)}:\n${commandOf(facts, choice)}`,
  );
  return [say(facts.words, 'work.choices'), ...lines];
}
