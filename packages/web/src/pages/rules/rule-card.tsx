import { Link } from 'wouter';
import { useAsk } from '../../api/use.ts';
import { useNow } from '../../parts/now.ts';
import { When } from '../../parts/when.tsx';
import { useSay } from '../../words/words.tsx';
import { type Body, editorOf, type Kind, named, type Rule } from './kinds.ts';
import { Said, useHoldsFor } from './said.tsx';
import { Strip } from './strip.tsx';
import { words } from './words.ts';

type Occurrences = import('../../api/ask.ts').Answer<'listOccurrences'>['items'];

/** How many services are named before the rest is counted. */
const mostNamed = 4;

/** One window or freeze of the list. */
export function RuleCard({
  kind,
  rule,
  from,
  times,
  namers,
}: {
  readonly kind: Kind;
  readonly rule: Rule;
  /** Where its picture begins, UTC milliseconds. */
  readonly from: number;
  /** Its times of the next four weeks; undefined while they are asked for. */
  readonly times: Occurrences | undefined;
  /** The services that name it. */
  readonly namers: readonly Rule[];
}) {
  const { name, body } = rule;
  return (
    <li className="sheet rule-card">
      <div>
        <h3>
          <Link href={editorOf(kind, name)}>{name}</Link>
        </h3>
        <Said kind={kind} body={body} />
        <Users kind={kind} body={body} namers={namers} />
      </div>
      <div className="rule-times">
        {times && <Next kind={kind} body={body} times={times} />}
        {times && <Strip kind={kind} from={from} times={times} />}
      </div>
    </li>
  );
}

function Users({
  kind,
  body,
  namers,
}: {
  readonly kind: Kind;
  readonly body: Body;
  readonly namers: readonly Rule[];
}) {
  const say = useSay(words);
  const holdsFor = useHoldsFor();
  if (kind === 'freeze') {
    return (
      <p className="quiet">
        {say('holdsFor')} {holdsFor(body)}
      </p>
    );
  }
  if (namers.length === 0) return <p className="quiet">{say('usedByNone')}</p>;
  const more = namers.length - mostNamed;
  const names = namers.slice(0, mostNamed).map(({ name }) => name);
  return (
    <p className="quiet">
      {say('usedBy')} {names.join(', ')} {more > 0 && say('andMore', { count: more })}
    </p>
  );
}

function Next({
  kind,
  body,
  times,
}: {
  readonly kind: Kind;
  readonly body: Body;
  readonly times: Occurrences;
}) {
  const say = useSay(words);
  const now = useNow(30_000);
  const coming = times.find(({ end }) => Date.parse(end) > now);
  // What is rarer than the picture is long is asked for by itself.
  const { data: later } = useAsk(
    named(kind).preview,
    { body: { ...body }, query: { count: '1' } },
    { enabled: coming === undefined },
  );
  const next = coming ?? later?.items[0];
  if (next === undefined) return later ? <p className="quiet">{say('never')}</p> : null;
  const isNow = Date.parse(next.start) <= now;
  return (
    <p className="rule-next">
      <span className="quiet">{say(isNow ? 'now' : 'next')}</span>{' '}
      <When at={isNow ? next.end : next.start} zone={String(body.zone)} />
      {next.remark !== null && <span className="remark">{say('clockThen')}</span>}
    </p>
  );
}
