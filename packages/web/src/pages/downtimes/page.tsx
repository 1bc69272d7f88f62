import { Link, useSearchParams } from 'wouter';
import type { Answer, Question } from '../../api/ask.ts';
import { useAsk, usePages } from '../../api/use.ts';
import { Empty } from '../../parts/empty.tsx';
import { Labelled } from '../../parts/labelled.tsx';
import { Refused } from '../../parts/refused.tsx';
import { Screen } from '../../parts/screen.tsx';
import { StateMark } from '../../parts/state.tsx';
import { When } from '../../parts/when.tsx';
import { ownZone } from '../../time/show.ts';
import { instantAt } from '../../time/wall.ts';
import { shared } from '../../words/shared.ts';
import { useSay } from '../../words/words.tsx';
import { useCalled } from '../downtime/called.ts';
import { words } from './words.ts';

type Summary = Answer<'listDowntimes'>['items'][number];
type Key = 'state' | 'service' | 'q' | 'from' | 'to' | 'order';

const states = [
  ...(['draft', 'awaiting-approval', 'scheduled', 'warning', 'draining', 'down'] as const),
  ...(['verifying', 'opening', 'failed', 'completed', 'cancelled', 'aborted'] as const),
];

/** Every downtime, page after page, by what the address asks for. */
export default function Downtimes() {
  const say = useSay(words);
  const common = useSay(shared);
  const [search, setSearch] = useSearchParams();
  const value = (key: Key): string => search.get(key) ?? '';
  const set = (key: Key, to: string): void =>
    setSearch(
      (before) => {
        const next = new URLSearchParams(before);
        if (to === '') next.delete(key);
        else next.set(key, to);
        return next;
      },
      { replace: true },
    );
  const day = (key: 'from' | 'to'): string | undefined => {
    const at = value(key) === '' ? null : instantAt(`${value(key)}T00:00`, ownZone);
    return at === null ? undefined : new Date(at).toISOString();
  };
  const query = {
    ...(value('state') && { state: [value('state')] }),
    ...(value('service') && { service: [value('service')] }),
    ...(value('q').trim() && { q: value('q').trim() }),
    ...(day('from') && { from: day('from') }),
    ...(day('to') && { to: day('to') }),
    order: value('order') === 'earliest' ? 'earliest' : 'latest',
  };
  const { items, error, isAsking, more } = usePages('listDowntimes', { query } as Question<'listDowntimes'>);
  const isFiltered = Object.keys(query).length > 1;
  return (
    <Screen
      title={say('title')}
      actions={
        <Link href="/plan" className="button main">
          {say('plan')}
        </Link>
      }
    >
      <Filters value={value} set={set} />
      <Refused error={error} />
      {!items && !error && <p className="quiet">{common('loading')}</p>}
      {items?.length === 0 && !isFiltered && (
        <Empty command="lull downtime schedule shop --at 2026-12-05T02:00 --takes 1h --title 'Move the database'">
          {say('none')}
        </Empty>
      )}
      {items?.length === 0 && isFiltered && (
        <p>
          {say('noneSuch')} <Link href="/downtimes">{say('clear')}</Link>
        </p>
      )}
      {items && items.length > 0 && <Table items={items} />}
      {more && (
        <p>
          <button type="button" disabled={isAsking} onClick={more}>
            {common('more')}
          </button>
        </p>
      )}
    </Screen>
  );
}

function Filters({
  value,
  set,
}: {
  readonly value: (key: Key) => string;
  readonly set: (key: Key, to: string) => void;
}) {
  const say = useSay(words);
  const common = useSay(shared);
  const { data } = useAsk('listServices', { query: { limit: '1000' } });
  return (
    <search aria-label={say('filters')} className="filters sheet">
      <Labelled label={say('state')}>
        {(labelled) => (
          <select {...labelled} value={value('state')} onChange={({ target }) => set('state', target.value)}>
            <option value="">{say('any')}</option>
            {states.map((state) => (
              <option key={state} value={state}>
                {common(state)}
              </option>
            ))}
          </select>
        )}
      </Labelled>
      <Labelled label={common('service')}>
        {(labelled) => (
          <select
            {...labelled}
            value={value('service')}
            onChange={({ target }) => set('service', target.value)}
          >
            <option value="">{say('any')}</option>
            {data?.items.map(({ name }) => (
              <option key={name}>{name}</option>
            ))}
          </select>
        )}
      </Labelled>
      <Labelled label={say('text')}>
        {(labelled) => (
          <input
            {...labelled}
            type="search"
            maxLength={100}
            value={value('q')}
            onChange={({ target }) => set('q', target.value)}
          />
        )}
      </Labelled>
      {(['from', 'to'] as const).map((key) => (
        <Labelled key={key} label={say(key)} hint={ownZone}>
          {(labelled) => (
            <input
              {...labelled}
              type="date"
              value={value(key)}
              onChange={({ target }) => set(key, target.value)}
            />
          )}
        </Labelled>
      ))}
      <Labelled label={say('order')}>
        {(labelled) => (
          <select {...labelled} value={value('order')} onChange={({ target }) => set('order', target.value)}>
            <option value="">{say('latest')}</option>
            <option value="earliest">{say('earliest')}</option>
          </select>
        )}
      </Labelled>
    </search>
  );
}

function Table({ items }: { readonly items: readonly Summary[] }) {
  const say = useSay(words);
  const common = useSay(shared);
  return (
    <table className="rows">
      <thead>
        <tr>
          <th scope="col">{say('downtime')}</th>
          <th scope="col">{say('state')}</th>
          <th scope="col">{common('services')}</th>
          <th scope="col">{say('begins')}</th>
          <th scope="col">{say('owner')}</th>
        </tr>
      </thead>
      <tbody>
        {items.map((one) => (
          <Row key={one.id} downtime={one} />
        ))}
      </tbody>
    </table>
  );
}

function Row({ downtime }: { readonly downtime: Summary }) {
  const say = useSay(words);
  const common = useSay(shared);
  const called = useCalled(downtime.names);
  const { id, title, state, overdue, services, mode, start, zone, owner } = downtime;
  return (
    <tr>
      <th scope="row">
        <Link href={`/downtimes/${id}`}>{title}</Link>
      </th>
      <td>
        <StateMark state={state} overdue={overdue} />
      </td>
      <td data-label={common('services')}>
        {services.join(', ')} <span className="quiet">{common(mode)}</span>
      </td>
      <td data-label={say('begins')}>
        {start === null ? <span className="quiet">{say('noStart')}</span> : <When at={start} zone={zone} />}
      </td>
      <td data-label={say('owner')}>{called(owner)}</td>
    </tr>
  );
}
