import type { Downtime } from '../../downtime/contract.ts';
import type { EventRow } from '../../store/events.ts';
import type { Instant } from '../../time/instant.ts';
import type { Asking, Choice, Decided, Matter, Reaction } from './contract.ts';
import { asksOf, plain } from './questions.ts';
import { instantIn, keyOf, readAnswered, readAsks, saidIn } from './reading.ts';
import { choicesIn, moreTime, stuckChoices } from './sayable.ts';

/** The events that people at work may hear of. */
export const eventsForWork: readonly string[] = [
  'run.asks',
  'run.answered',
  'downtime.reminded',
  'downtime.present',
  'downtime.turn-back-due',
  'downtime.turning-back',
  'downtime.overdue',
  'downtime.extended',
  'downtime.failed',
  'downtime.resumed',
  'downtime.verifying',
  'downtime.opening',
  'downtime.completed',
  'downtime.aborted',
];

/**
 * What people at work are asked and told because of an event.
 *
 * @param downtime as it stands now, which may be later than the event
 * @param isPerson whether somebody did it, and no rule and no agent
 * @example reactionsTo(event, downtime, { isPerson: false }) // [{ do: 'ask', kind: 'asked', asking: { … } }]
 */
export function reactionsTo(
  { kind, by, why, data, at }: EventRow,
  downtime: Downtime,
  { isPerson }: { readonly isPerson: boolean },
): readonly Reaction[] {
  const decided = (choice: Choice): Decided | null => (isPerson ? { by, choice, why: saidIn(why) } : null);
  const closeAll = (choice: Choice): Reaction => ({ do: 'close', key: 'all', decided: decided(choice) });
  const close = (key: string, choice: Choice): Reaction => ({ do: 'close', key, decided: decided(choice) });
  const asking = (about: Matter, choices: readonly Choice[], said: string | null = null): Asking => {
    return { ...plain(about), said: saidIn(said), choices };
  };
  const tell = (told: 'prolonged' | 'turning-back' | 'over', about: Asking, oldEnd: Instant | null = null) =>
    ({ do: 'tell', kind: told, asking: about, oldEnd }) as const;
  switch (kind) {
    case 'run.asks':
      return asksOf(readAsks(data), why, downtime, at);
    case 'run.answered': {
      const answer = readAnswered(data);
      return answer === null ? [] : [close(keyOf(answer), answer.answer)];
    }
    case 'downtime.turn-back-due': {
      if (data.policy !== 'ask' || downtime.state === 'failed') return [];
      const about = { ...asking('turn-back', [...moreTime(downtime), 'abort']), until: instantIn(data.end) };
      return [{ do: 'ask', kind: 'asked', asking: { ...about, byRule: 'stays' } }];
    }
    case 'downtime.overdue': {
      const about = asking('overdue', choicesIn(downtime, moreTime(downtime)));
      return [{ do: 'ask', kind: 'overdue', asking: { ...about, byRule: 'stays' } }];
    }
    case 'downtime.extended': {
      const later = tell('prolonged', asking('turn-back', ['show'], why), instantIn(data.was));
      // Turning back is told by itself, with its new end.
      const isByRule = !isPerson && downtime.turningBack === null;
      const moved = [close('turn-back', 'extend'), close('overdue', 'extend')];
      return isByRule ? [later, { do: 'time-anew' }] : [...moved, { do: 'time-anew' }];
    }
    case 'downtime.turning-back':
      return [closeAll('abort'), ...(isPerson ? [] : [tell('turning-back', asking('waits', ['show'], why))])];
    case 'downtime.failed': {
      return [
        {
          do: 'ask',
          kind: 'stuck',
          asking: { ...asking('stuck', stuckChoices(downtime), why), byRule: 'stays' },
        },
      ];
    }
    case 'downtime.resumed':
      return [closeAll('resume')];
    case 'downtime.verifying':
      return [close('turn-back', 'finish'), close('presence', 'finish')];
    case 'downtime.opening':
      return [closeAll(downtime.turningBack === null ? 'finish' : 'reopen')];
    case 'downtime.present':
      return [close('presence', 'here')];
    case 'downtime.reminded': {
      const about = asking('presence', ['here', ...choicesIn(downtime, [])], why);
      return [{ do: 'ask-again' }, { do: 'ask', kind: 'asked', asking: { ...about, byRule: 'stays' } }];
    }
    case 'downtime.completed':
    case 'downtime.aborted':
      return [{ do: 'close', key: 'all', decided: null }, tell('over', asking('waits', ['show'], why))];
    default:
      return [];
  }
}
