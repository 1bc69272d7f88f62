import { useNow } from '../../parts/now.ts';
import { When } from '../../parts/when.tsx';
import { showLength } from '../../time/show.ts';
import { shared } from '../../words/shared.ts';
import { useSay } from '../../words/words.tsx';
import { useCalled } from './called.ts';
import { type Downtime, isUnderWay } from './stage.ts';
import { words } from './words.ts';

/** Where it stands: how long until it begins, is over, and cannot be turned back in time any more. */
export function Standing({ downtime }: { readonly downtime: Downtime }) {
  const say = useSay(words);
  const common = useSay(shared);
  const now = useNow();
  const called = useCalled(downtime.names);
  const { plan, expectedEnd, turnBackAt, turningBack, failedIn, presence, go, reminded, overdue } = downtime;
  const isBegun = isUnderWay(downtime);
  const hasWayBack = turnBackAt !== null && turnBackAt !== expectedEnd && turningBack === null;
  const who = (id: string) => ({ who: called(id) });
  return (
    <section className={overdue ? 'sheet attention bad' : 'sheet'} aria-labelledby="standing">
      <h2 id="standing">{say('where')}</h2>
      {overdue && expectedEnd !== null && (
        <p role="alert" className="loud">
          {say('isOverdue', { length: inMinutes(now - Date.parse(expectedEnd)) })}
        </p>
      )}
      {failedIn !== null && <p className="loud">{say('failedIn', { state: common(failedIn) })}</p>}
      {turningBack && (
        <p className="loud">
          {say('turnsBack', who(turningBack.by))}
          {turningBack.why !== null && `: ${turningBack.why}`}
        </p>
      )}
      <dl className="countdowns">
        {!isBegun && <Countdown name={say('begins')} at={plan.start} zone={downtime.zone} now={now} />}
        {isBegun && hasWayBack && (
          <Countdown name={say('turnBack')} at={turnBackAt} zone={downtime.zone} now={now} isUrgent />
        )}
        <Countdown name={say('over')} at={expectedEnd} zone={downtime.zone} now={now} />
        {!isBegun && hasWayBack && (
          <Countdown name={say('turnBack')} at={turnBackAt} zone={downtime.zone} now={now} />
        )}
      </dl>
      <Spoken at={isBegun ? expectedEnd : plan.start} name={say(isBegun ? 'over' : 'begins')} now={now} />
      {presence && (
        <p className="quiet">
          {say('present', who(presence.by))} <When at={presence.at} zone={downtime.zone} />
        </p>
      )}
      {go && <p className="quiet">{say('saidGo', who(go.by))}</p>}
      {reminded && reminded.unanswered > 0 && (
        <p className="loud">{say('unanswered', { count: reminded.unanswered })}</p>
      )}
    </section>
  );
}

function Countdown({
  name,
  at,
  zone,
  now,
  isUrgent = false,
}: {
  readonly name: string;
  readonly at: string | null;
  readonly zone: string;
  readonly now: number;
  readonly isUrgent?: boolean;
}) {
  const say = useSay(words);
  if (at === null) return null;
  const left = Date.parse(at) - now;
  const length = showLength(left);
  const isSoon = isUrgent && left < 5 * 60_000;
  return (
    <div data-soon={isSoon || undefined}>
      <dt>{name}</dt>
      <dd>
        <strong className="ticking">{say(left < 0 ? 'ago' : 'left', { length })}</strong>
        <When at={at} zone={zone} />
      </dd>
    </div>
  );
}

/** The same for whoever listens, once a minute and not every second. */
function Spoken({
  at,
  name,
  now,
}: {
  readonly at: string | null;
  readonly name: string;
  readonly now: number;
}) {
  const say = useSay(words);
  if (at === null) return null;
  const left = Date.parse(at) - now;
  if (Math.abs(left) > 3_600_000) return null;
  return (
    <p className="hidden" aria-live="polite">
      {name} {say(left < 0 ? 'ago' : 'left', { length: inMinutes(left) })}
    </p>
  );
}

function inMinutes(ms: number): string {
  return showLength(Math.ceil(Math.abs(ms) / 60_000) * 60_000);
}
