import { useEffect } from 'react';
import { Link } from 'wouter';
import { usePages } from '../../api/use.ts';
import { Empty } from '../../parts/empty.tsx';
import { Refused } from '../../parts/refused.tsx';
import { Screen } from '../../parts/screen.tsx';
import { shared } from '../../words/shared.ts';
import { useSay } from '../../words/words.tsx';
import { Planner } from './planner.tsx';
import { useSettings } from './settings.ts';
import { words } from './words.ts';
import './page.css';

/** Where the moment that hurts the fewest people is found, and a downtime scheduled for it. */
export default function PlanPage() {
  const say = useSay(words);
  const common = useSay(shared);
  const [settings, change] = useSettings();
  const { items, error, more } = usePages('listServices');
  useEffect(() => more?.(), [more]);
  const first = items?.[0]?.name;
  useEffect(() => {
    if (settings.service === null && first !== undefined) change({ service: first });
  }, [settings.service, first, change]);
  const service = items?.find(({ name }) => name === settings.service) ?? null;
  return (
    <Screen title={say('title')}>
      {!items && !error && <p role="status">{common('loading')}</p>}
      <Refused error={items ? null : error} />
      {items?.length === 0 && (
        <>
          <Empty command="lull services put shop -f shop.yaml">{say('noServices')}</Empty>
          <p>
            <Link href="/setup" className="button main">
              {say('setUp')}
            </Link>
          </p>
        </>
      )}
      {items && items.length > 0 && settings.service !== null && (
        <Planner
          key={settings.service}
          settings={settings}
          service={settings.service}
          zone={typeof service?.body.zone === 'string' ? service.body.zone : 'UTC'}
          services={items.map(({ name }) => name)}
          onChange={change}
        />
      )}
    </Screen>
  );
}
