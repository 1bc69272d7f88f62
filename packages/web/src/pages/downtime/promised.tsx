import type { ReactNode } from 'react';
import { useAsk } from '../../api/use.ts';
import { When } from '../../parts/when.tsx';
import { showLength } from '../../time/show.ts';
import { useSay } from '../../words/words.tsx';
import { useCalled } from './called.ts';
import { type Downtime, plannedOf } from './stage.ts';
import { words } from './words.ts';

/**
 * What was promised first, what is promised now, what is planned and what happened, side by side; every
 * revision below.
 */
export function Promised({ downtime }: { readonly downtime: Downtime }) {
  const say = useSay(words);
  const { promise } = downtime;
  return (
    <section className="sheet" aria-labelledby="promise">
      <h2 id="promise">{say('promise')}</h2>
      {promise.length === 0 && <p className="quiet">{say('noPromise')}</p>}
      <SideBySide downtime={downtime} />
      {promise.length > 1 && <Revisions downtime={downtime} />}
    </section>
  );
}

function SideBySide({ downtime }: { readonly downtime: Downtime }) {
  const say = useSay(words);
  const { promise, actual, zone } = downtime;
  const planned = plannedOf(downtime);
  const began = actual.drainingAt ?? actual.downAt;
  const rows: (readonly [string, string | number | null, string | number | null])[] = [];
  const [first] = promise;
  const last = promise.at(-1);
  if (first && last !== first) rows.push([say('promisedFirst'), first.start, first.end]);
  if (last) rows.push([say('promised'), last.start, last.end]);
  if (planned) rows.push([say('planned'), planned.start, planned.end]);
  if (began) rows.push([say('actual'), began, actual.endedAt]);
  if (rows.length === 0) return null;
  const cell = (at: string | number | null): ReactNode => (at === null ? '–' : <When at={at} zone={zone} />);
  return (
    <table className="rows">
      <thead>
        <tr>
          <td />
          <th scope="col">{say('begins')}</th>
          <th scope="col">{say('ends')}</th>
          <th scope="col">{say('lasts')}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(([name, from, to]) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            <td data-label={say('begins')}>{cell(from)}</td>
            <td data-label={say('ends')}>{cell(to)}</td>
            <td data-label={say('lasts')}>
              {from === null || to === null ? '–' : showLength(msOf(to) - msOf(from))}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const msOf = (at: string | number): number => new Date(at).getTime();

function Revisions({ downtime: { id, zone } }: { readonly downtime: Downtime }) {
  const say = useSay(words);
  const { data } = useAsk('listRevisions', { params: { id } });
  const called = useCalled(data?.names ?? {});
  return (
    <details>
      <summary>{say('revisions')}</summary>
      <table className="rows">
        <thead>
          <tr>
            <th scope="col">{say('revision')}</th>
            <th scope="col">{say('said')}</th>
            <th scope="col">{say('begins')}</th>
            <th scope="col">{say('ends')}</th>
            <th scope="col">{say('whoWhy')}</th>
          </tr>
        </thead>
        <tbody>
          {data?.items.map(({ number, at, start, end, by, why }) => (
            <tr key={number}>
              <th scope="row">{number}</th>
              <td data-label={say('said')}>
                <When at={at} zone={zone} />
              </td>
              <td data-label={say('begins')}>
                <When at={start} zone={zone} />
              </td>
              <td data-label={say('ends')}>
                <When at={end} zone={zone} />
              </td>
              <td data-label={say('whoWhy')}>
                {called(by)}
                {why !== null && `: ${why}`}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}
