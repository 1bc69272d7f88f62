import type { DowntimeView } from '../../api/contract/downtime-view.ts';
import type { Paint } from '../terminal.ts';

type State = DowntimeView['state'];

const colors: Partial<Record<State, 'green' | 'yellow' | 'red' | 'dim'>> = {
  draft: 'dim',
  'awaiting-approval': 'yellow',
  warning: 'yellow',
  draining: 'yellow',
  down: 'red',
  verifying: 'yellow',
  opening: 'yellow',
  failed: 'red',
  completed: 'green',
  cancelled: 'dim',
  aborted: 'dim',
};

/** A state in its colour; only states have one. */
export function stateWord(state: State, overdue: boolean, style: Paint): string {
  const color = colors[state];
  const word = color ? style[color](state) : state;
  return overdue ? `${word} ${style.red('overdue')}` : word;
}
