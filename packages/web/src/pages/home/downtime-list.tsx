import { Link } from 'wouter';
import type { Answer } from '../../api/ask.ts';
import { useNow } from '../../parts/now.ts';
import { StateMark } from '../../parts/state.tsx';
import { When } from '../../parts/when.tsx';
import { showLength } from '../../time/show.ts';
import { useSay } from '../../words/words.tsx';
import { words } from './words.ts';

type Summary = Answer<'listDowntimes'>['items'][number];

/**
 * Some downtimes, one below the other, each with how far off its next moment is.
 *
 * @param nothing what is said where there is none
 */
export function DowntimeList({
  title,
  nothing,
  items,
}: {
  readonly title: string;
  readonly nothing: string;
  readonly items: readonly Summary[] | undefined;
}) {
  const key = title.replaceAll(/\W/g, '');
  return (
    <section className="sheet" aria-labelledby={key}>
      <h2 id={key}>{title}</h2>
      {items?.length === 0 && <p className="quiet">{nothing}</p>}
      {items && items.length > 0 && (
        <ul className="rows">
          {items.map((one) => (
            <li key={one.id}>
              <Line downtime={one} />
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function Line({ downtime }: { readonly downtime: Summary }) {
  const { id, title, state, overdue, services, start, zone } = downtime;
  return (
    <>
      <p>
        <Link href={`/downtimes/${id}`}>{title}</Link> <StateMark state={state} overdue={overdue} />
      </p>
      <p className="quiet">
        {services.join(', ')} {start !== null && <When at={start} zone={zone} />}{' '}
        <Distance downtime={downtime} />
      </p>
    </>
  );
}

/** How long until it begins, until it is expected to end, or how long ago it changed last. */
function Distance({ downtime: { state, start, expectedEnd, changedAt } }: { readonly downtime: Summary }) {
  const say = useSay(words);
  const now = useNow();
  if (['completed', 'aborted', 'cancelled'].includes(state)) {
    return <span>{say('since', { length: showLength(now - Date.parse(changedAt)) })}</span>;
  }
  const isBegun = start !== null && Date.parse(start) <= now;
  if (!isBegun && start !== null) {
    return <span>{say('in', { length: showLength(Date.parse(start) - now) })}</span>;
  }
  if (expectedEnd === null) return null;
  const left = Date.parse(expectedEnd) - now;
  return <span>{say(left < 0 ? 'lateBy' : 'endsIn', { length: showLength(left) })}</span>;
}
