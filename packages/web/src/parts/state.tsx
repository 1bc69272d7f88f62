import { shared } from '../words/shared.ts';
import { useSay } from '../words/words.tsx';

type State = import('../../../lull/src/api/contract/downtime-view.ts').DowntimeView['state'];

/** The state of a downtime, in words and a colour; overdue beside it. */
export function StateMark({ state, overdue = false }: { readonly state: State; readonly overdue?: boolean }) {
  const say = useSay(shared);
  return (
    <span className="states">
      <span className="state" data-state={state}>
        {say(state)}
      </span>
      {overdue && (
        <span className="state" data-state="overdue">
          {say('overdue')}
        </span>
      )}
    </span>
  );
}
