import { useState } from 'react';
import { Link, useSearchParams } from 'wouter';
import { useAsk } from '../../api/use.ts';
import { Empty } from '../../parts/empty.tsx';
import { useMay } from '../../parts/may.ts';
import { Refused } from '../../parts/refused.tsx';
import { Screen } from '../../parts/screen.tsx';
import { shared } from '../../words/shared.ts';
import { useSay } from '../../words/words.tsx';
import { useWhole } from '../rules/kinds.ts';
import '../rules/page.css';
import './page.css';
import { ServiceCard } from './service-card.tsx';
import { useComing } from './use-coming.ts';
import { words } from './words.ts';

/** How many are shown at first, and more with every "Show more". */
const step = 50;

/** Every service: whose it is, what it hangs on, when it may be worked on, and when it is down next. */
export default function Services() {
  const say = useSay(words);
  const common = useSay(shared);
  const may = useMay();
  const [search] = useSearchParams();
  const [saved, removed] = [search.get('saved'), search.get('removed')];
  const { items, error } = useWhole('listServices');
  const { data: gates } = useAsk('listGates');
  const coming = useComing();
  const [find, setFind] = useState('');
  const [most, setMost] = useState(step);
  const wanted = find.trim().toLowerCase();
  const found = items?.filter(
    ({ name, body }) =>
      name.toLowerCase().includes(wanted) ||
      String(body.title ?? '')
        .toLowerCase()
        .includes(wanted),
  );
  return (
    <Screen
      title={say('title')}
      actions={
        may('configure') && (
          <>
            <Link className="button main" href="/services/new">
              {say('add')}
            </Link>
            <Link className="button" href="/setup">
              {say('guided')}
            </Link>
          </>
        )
      }
    >
      {saved !== null && (
        <p className="notice-line" role="status">
          {say('saved', { name: saved })}
        </p>
      )}
      {removed !== null && (
        <p className="notice-line" role="status">
          {say('removed', { name: removed })}
        </p>
      )}
      <Refused error={items ? null : error} />
      {!items && !error && <p className="quiet">{common('loading')}</p>}
      {items?.length === 0 && <Empty command="lull services put shop -f shop.yaml">{say('none')}</Empty>}
      {items && items.length > 8 && (
        <label className="field find">
          {say('find')}
          <input type="search" value={find} onChange={({ target }) => setFind(target.value)} />
        </label>
      )}
      {items && items.length > 0 && found?.length === 0 && <p>{say('noneFound')}</p>}
      <ul className="service-list">
        {found?.slice(0, most).map((service) => (
          <ServiceCard
            key={service.name}
            service={service}
            gates={gates?.items.find((one) => one.service === service.name)}
            next={coming.get(service.name)}
          />
        ))}
      </ul>
      {found && found.length > most && (
        <p>
          <button type="button" onClick={() => setMost(most + step)}>
            {common('more')}
          </button>
        </p>
      )}
    </Screen>
  );
}
