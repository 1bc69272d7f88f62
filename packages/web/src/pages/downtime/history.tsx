import { useAsk, usePages } from '../../api/use.ts';
import { Refused } from '../../parts/refused.tsx';
import { shared } from '../../words/shared.ts';
import { useSay } from '../../words/words.tsx';
import { EventLine } from './event-line.tsx';
import type { Downtime } from './stage.ts';
import { words } from './words.ts';

/** Everything that happened to it, in its order. */
export function History({ downtime: { id, zone } }: { readonly downtime: Downtime }) {
  const say = useSay(words);
  const common = useSay(shared);
  const { items, error, more } = usePages('listDowntimeEvents', { params: { id }, query: { limit: '100' } });
  return (
    <section className="sheet" aria-labelledby="history">
      <h2 id="history">{say('history')}</h2>
      <Refused error={error} />
      {items?.length === 0 && <p className="quiet">{say('nothingYet')}</p>}
      <ol className="history">
        {items?.map((event) => (
          <li key={event.id}>
            <EventLine event={event} zone={zone} />
          </li>
        ))}
      </ol>
      {more && (
        <p>
          <button type="button" onClick={more}>
            {common('more')}
          </button>
        </p>
      )}
    </section>
  );
}

/** What still fired in monitors when it was over, as the events tell. */
export function useStillFiring(id: string): string[] {
  const { data } = useAsk('listDowntimeEvents', { params: { id }, query: { limit: '200' } });
  const firing = data?.items.filter(({ kind }) => kind === 'silence.still-firing') ?? [];
  return firing.flatMap(({ data: { silencer, alerts } }) =>
    [alerts ?? []].flat().map((alert) => `${silencer}: ${alert}`),
  );
}
