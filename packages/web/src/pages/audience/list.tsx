import { useState } from 'react';
import type { Answer } from '../../api/ask.ts';
import { usePages } from '../../api/use.ts';
import { Empty } from '../../parts/empty.tsx';
import { Refused } from '../../parts/refused.tsx';
import { When } from '../../parts/when.tsx';
import { shared } from '../../words/shared.ts';
import { type Say, useSay } from '../../words/words.tsx';
import type { Filter } from './filters.tsx';
import { words } from './words.ts';
import { Write } from './write.tsx';

/** Somebody who hears of downtimes. */
export type Subscriber = Answer<'listSubscribers'>['items'][number];

/** The subscribers that a filter lets through, page after page. */
export function List({
  filter,
  onSaid,
}: {
  readonly filter: Filter;
  readonly onSaid: (said: string) => void;
}) {
  const say = useSay(words);
  const common = useSay(shared);
  const { items, error, more } = usePages('listSubscribers', { query: filter });
  const [edited, setEdited] = useState<Subscriber | null>(null);
  if (error) return <Refused error={error} />;
  if (!items) return <p className="quiet">{common('loading')}</p>;
  if (items.length === 0 && Object.keys(filter).length > 0) return <p className="empty">{say('noneSuch')}</p>;
  if (items.length === 0) return <Empty command="lull subscribers add ada@example.com">{say('none')}</Empty>;
  return (
    <>
      <table className="rows">
        <caption className="hidden">{say('subscribers')}</caption>
        <thead>
          <tr>
            <th scope="col">{say('address')}</th>
            <th scope="col">{say('state')}</th>
            <th scope="col">{say('hears')}</th>
            <th scope="col">{say('spoken')}</th>
            <th scope="col">{say('tags')}</th>
            <th scope="col">{say('since')}</th>
            <td />
          </tr>
        </thead>
        <tbody>
          {items.map((one) => (
            <tr key={one.id}>
              <th scope="row">
                {one.shown}
                <div className="quiet">{say(one.channel)}</div>
              </th>
              <td data-label={say('state')}>
                {say(one.state)}
                {one.disabledWhy && <div className="quiet">{one.disabledWhy}</div>}
              </td>
              <td data-label={say('hears')}>
                {servicesOf(one, say)}
                <div className="quiet">{kindsOf(one, say)}</div>
              </td>
              <td data-label={say('spoken')}>
                {one.language}, {one.zone ?? say('ownZones')}
              </td>
              <td data-label={say('tags')}>{[...one.tags, ...one.tenants].join(', ') || '–'}</td>
              <td data-label={say('since')}>
                <When at={one.createdAt} />
              </td>
              <td>
                <button
                  type="button"
                  className="small"
                  aria-label={say('editOf', { shown: one.shown })}
                  onClick={() => setEdited(one)}
                >
                  {common('edit')}
                </button>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {more && (
        <button type="button" onClick={more}>
          {common('more')}
        </button>
      )}
      {edited && <Write subscriber={edited} onSaid={onSaid} onClose={() => setEdited(null)} />}
    </>
  );
}

/** Of what somebody hears, in words. */
export function servicesOf({ services }: Subscriber, say: Say<typeof words>): string {
  return services === null ? say('allServices') : services.join(', ');
}

/** Which kinds of notices somebody gets, in words. */
export function kindsOf({ kinds }: Subscriber, say: Say<typeof words>): string {
  if (kinds === null) return say('allKinds');
  return kinds.map((kind) => say(kind)).join(', ') || say('noKinds');
}
