import { Link } from 'wouter';
import { useAsk } from '../../api/use.ts';
import { Empty } from '../../parts/empty.tsx';
import { useMay } from '../../parts/may.ts';
import { Refused } from '../../parts/refused.tsx';
import { Screen } from '../../parts/screen.tsx';
import { shared } from '../../words/shared.ts';
import { useSay } from '../../words/words.tsx';
import { DowntimeList } from './downtime-list.tsx';
import { Needs } from './needs.tsx';
import './page.css';
import { words } from './words.ts';

const atWork = ['warning', 'draining', 'down', 'verifying', 'opening', 'failed'] as const;
const waiting = ['awaiting-approval', ...atWork] as const;

/** How many of those that come next, and of those that were, are shown. */
const few = '5';

/** What waits for somebody, what is under way, what comes next, what was. */
export default function Home() {
  const say = useSay(words);
  const common = useSay(shared);
  const may = useMay();
  const services = useAsk('listServices', { query: { limit: '1' } });
  const open = useAsk('listDowntimes', { query: { state: [...waiting], limit: '200' } });
  const next = useAsk('listDowntimes', { query: { state: ['scheduled'], limit: few } });
  const over = useAsk('listDowntimes', {
    query: { state: ['completed', 'aborted', 'cancelled'], order: 'latest', limit: few },
  });
  const error = services.error ?? open.error ?? next.error ?? over.error;
  const underWay = open.data?.items.filter(({ state }) => state !== 'awaiting-approval');
  const plan = may('draft') && (
    <Link className="button main" href="/plan">
      {say('schedule')}
    </Link>
  );
  if (services.data?.items.length === 0) {
    return (
      <Screen title={say('title')}>
        <Empty command="lull init">{say('noService')}</Empty>
        <p>
          <Link className="button main" href="/setup">
            {say('firstSteps')}
          </Link>
        </p>
      </Screen>
    );
  }
  return (
    <Screen title={say('title')} actions={plan}>
      <Refused error={open.data ? null : error} />
      {!open.data && !error && <p className="quiet">{common('loading')}</p>}
      <Needs underWay={open.data?.items ?? []} />
      <div className="home">
        <DowntimeList title={say('now')} nothing={say('nowNothing')} items={underWay} />
        <DowntimeList title={say('next')} nothing={say('nextNothing')} items={next.data?.items} />
        <DowntimeList title={say('finished')} nothing={say('finishedNothing')} items={over.data?.items} />
      </div>
    </Screen>
  );
}
