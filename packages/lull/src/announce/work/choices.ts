import { MINUTE } from '../../time/instant.ts';
import type { Choice } from './contract.ts';
import type { WorkFacts } from './facts.ts';

/** What a command line is about. */
export interface Line {
  readonly downtime: string;
  /** The step that is asked about; null for none. */
  readonly step: string | null;
  /** How much later than expected it ends, in milliseconds, where a choice moves the end. */
  readonly later: number;
  /** Whether steps do the work. */
  readonly hasSteps: boolean;
}

/**
 * The command of the CLI that says a choice.
 *
 * @example commandFor('again', { downtime: id, step: 'copy', … }) // 'lull run answer … again --step copy'
 */
export function commandFor(choice: Choice, { downtime, step, later, hasSteps }: Line): string {
  const about = step === null ? '' : ` --step ${quoted(step)}`;
  switch (choice) {
    case 'yes':
    case 'done':
      return `lull run answer ${downtime} done${about}`;
    case 'no':
    case 'failed':
    case 'left':
      return `lull run answer ${downtime} failed${about}`;
    case 'again':
      return `lull run answer ${downtime} again${about}`;
    case 'extend':
    case 'resume':
      return `lull downtime ${choice} ${downtime} --by ${Math.max(1, Math.ceil(later / MINUTE))}m`;
    case 'show':
      return `lull ${hasSteps ? 'run' : 'downtime'} show ${downtime}`;
    default:
      return `lull downtime ${choice} ${downtime}`;
  }
}

/** A word of a shell, which takes nothing in it for anything else. */
function quoted(word: string): string {
  return /^[\w.:/@%+=,-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

/**
 * The command that says a choice. What moves the end moves it to where it is still to come.
 *
 * @example commandOf(facts, 'extend') // 'lull downtime extend … --by 30m'
 */
export function commandOf({ downtime, work, now }: WorkFacts, choice: Choice): string {
  const passed = Math.max(0, now - downtime.expectedEnd!);
  return commandFor(choice, {
    downtime: downtime.id,
    step: work.step,
    later: passed + downtime.plan.extendBy,
    hasSteps: downtime.plan.steps !== null,
  });
}
