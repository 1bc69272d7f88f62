import { useNow } from '../../parts/now.ts';
import { lengthOf, showClock, showLength } from '../../time/show.ts';
import { shared } from '../../words/shared.ts';
import { useLanguage, useSay } from '../../words/words.tsx';
import { type Downtime, isOver, partsOf, plannedOf } from './stage.ts';
import { words } from './words.ts';

interface Piece {
  readonly kind: string;
  readonly label: string;
  readonly from: number;
  readonly to: number;
}

/**
 * Plan and what really happened as two bars on one line of time, with now and the latest moment to turn back.
 */
export function Course({ downtime }: { readonly downtime: Downtime }) {
  const say = useSay(words);
  const common = useSay(shared);
  const now = useNow(5_000);
  const { language } = useLanguage();
  const planned = plannedOf(downtime);
  if (planned === null || downtime.state === 'cancelled') return null;
  const { plan, zone, promise, turnBackAt } = downtime;
  const isEnded = isOver(downtime);
  const actual: Piece[] = partsOf(downtime).map(({ name, from, to }) => ({
    kind: name,
    label: name === 'warning' ? say('warnPart') : common(name),
    from,
    to: to ?? Math.max(now, from),
  }));
  const told = promise.at(-1);
  const warned = planned.start - lengthOf(plan.warnBefore);
  const rows: (readonly [string, readonly Piece[]])[] = [
    ...(told ? [[say('promised'), [span('promise', say('promised'), told.start, told.end)]] as const] : []),
    [
      say('planned'),
      [
        { kind: 'warning', label: say('warnPart'), from: warned, to: planned.start },
        { kind: 'down', label: say('takesPart'), from: planned.start, to: planned.end },
      ],
    ],
    ...(actual.length > 0 ? [[say('actual'), actual] as const] : []),
  ];
  const all = rows.flatMap(([, pieces]) => pieces);
  const isNear = !isEnded && actual.length > 0;
  const first = Math.min(...all.map(({ from }) => from));
  const last = Math.max(...all.map(({ to }) => to), ...(isNear ? [now] : []));
  const place = (at: number): string => `${((at - first) / Math.max(last - first, 1_000)) * 100}%`;
  const back =
    turnBackAt !== null && !isEnded && turnBackAt !== downtime.expectedEnd ? Date.parse(turnBackAt) : null;
  const clock = (at: number): string => showClock(at, zone, language);
  return (
    <section className="sheet" aria-labelledby="course">
      <h2 id="course">
        {say('course')} <span className="zone">{zone}</span>
      </h2>
      <div className="course">
        {rows.map(([name, pieces]) => (
          <div className="course-row" key={name}>
            <span className="course-name">{name}</span>
            <ul className="course-bar">
              {pieces.map(({ kind, label, from, to }) => (
                <li
                  key={`${kind} ${from}`}
                  data-part={kind}
                  style={{ insetInlineStart: place(from), width: `calc(${place(to)} - ${place(from)})` }}
                  title={`${label}, ${clock(from)}–${clock(to)} (${zone}), ${showLength(to - from)}`}
                >
                  <span>{label}</span>
                  <span className="hidden">
                    {clock(from)}–{clock(to)}, {showLength(to - from)}
                  </span>
                </li>
              ))}
              {isNear && (
                <li className="course-now" style={{ insetInlineStart: place(now) }} aria-hidden="true" />
              )}
              {back !== null && back >= first && back <= last && (
                <li className="course-back" style={{ insetInlineStart: place(back) }} aria-hidden="true" />
              )}
            </ul>
          </div>
        ))}
        <p className="course-scale quiet">
          <span>{clock(first)}</span>
          <span>
            {isNear && `│ ${say('now')} ${clock(now)}`}
            {back !== null && back >= first && back <= last && ` ┆ ${say('turnBack')} ${clock(back)}`}
          </span>
          <span>{clock(last)}</span>
        </p>
      </div>
    </section>
  );
}

function span(kind: string, label: string, from: string, to: string): Piece {
  return { kind, label, from: Date.parse(from), to: Date.parse(to) };
}
