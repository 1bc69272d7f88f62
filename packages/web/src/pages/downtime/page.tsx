import { Link, useParams } from 'wouter';
import { useAsk } from '../../api/use.ts';
import { Refused } from '../../parts/refused.tsx';
import { Screen } from '../../parts/screen.tsx';
import { StateMark } from '../../parts/state.tsx';
import { When } from '../../parts/when.tsx';
import { lengthOf, showLength } from '../../time/show.ts';
import { shared } from '../../words/shared.ts';
import { useSay } from '../../words/words.tsx';
import { useCalled } from './called.ts';
import { Course } from './course.tsx';
import { Flags } from './flags.tsx';
import { Gates } from './gates.tsx';
import { History } from './history.tsx';
import { Notices } from './notices.tsx';
import { Promised } from './promised.tsx';
import { Proposal } from './proposal.tsx';
import { Record } from './record.tsx';
import { Run } from './run/run.tsx';
import { Actions } from './say/actions.tsx';
import { Silences } from './silences.tsx';
import { type Downtime, isOver } from './stage.ts';
import { Standing } from './standing.tsx';
import { words } from './words.ts';
import './page.css';

/** One downtime, for its whole life. */
export default function DowntimePage() {
  const { id } = useParams<{ id: string }>();
  const common = useSay(shared);
  const say = useSay(words);
  const { data, error } = useAsk('readDowntime', { params: { id } });
  const downtime = data?.id === id || data?.id.startsWith(id) ? data : undefined;
  if (!downtime) {
    return (
      <Screen title={error ? common('refused') : common('loading')}>
        <Refused error={error} />
        <p>
          <Link href="/downtimes">{say('list')}</Link>
        </p>
      </Screen>
    );
  }
  return <Whole downtime={downtime} />;
}

function Whole({ downtime }: { readonly downtime: Downtime }) {
  const { data: me } = useAsk('readMe');
  const isEnded = isOver(downtime);
  return (
    <Screen title={downtime.title} actions={<Actions downtime={downtime} me={me?.person} />}>
      <div className="downtime">
        <Head downtime={downtime} />
        {downtime.proposal && (
          <Proposal
            proposal={downtime.proposal}
            downtime={downtime}
            isOwn={downtime.proposal.by === me?.person}
          />
        )}
        <Flags downtime={downtime} />
        {isEnded ? <Record downtime={downtime} /> : <Standing downtime={downtime} />}
        <Course downtime={downtime} />
        <Run downtime={downtime} />
        <Gates downtime={downtime} />
        <Promised downtime={downtime} />
        <Notices downtime={downtime} />
        <Silences downtime={downtime} />
        <History downtime={downtime} />
      </div>
    </Screen>
  );
}

function Head({ downtime }: { readonly downtime: Downtime }) {
  const say = useSay(words);
  const common = useSay(shared);
  const { plan, zone, services, mode, state, overdue, emergency, occurrence, names } = downtime;
  const called = useCalled(names);
  const { paths = [], tenants = [] } = plan.part ?? {};
  return (
    <div className="downtime-head">
      <p className="facts">
        <StateMark state={state} overdue={overdue} />
        <strong>{services.join(', ')}</strong>
        <span>{common(mode)}</span>
        <span>{say('owner', { who: called(plan.owner) })}</span>
        {plan.people.length > 0 && <span>{say('people', { who: plan.people.map(called).join(', ') })}</span>}
        {emergency && <span className="state">{say('emergency')}</span>}
        {occurrence && <span>{say('ofSeries')}</span>}
      </p>
      {plan.part && <p>{say('only', { what: [...paths, ...tenants].join(', ') })}</p>}
      <p>
        {plan.start === null ? say('noStart') : <When at={plan.start} zone={zone} />}{' '}
        {say('for', { length: showLength(lengthOf(plan.takes)) })}
      </p>
    </div>
  );
}
