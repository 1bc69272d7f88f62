import { memo } from 'react';
import { useLanguage, useSay } from '../../words/words.tsx';
import { HOUR } from './grid/clock.ts';
import type { DayRow, Piece, Span } from './grid/days.ts';
import { piecesOf } from './grid/days.ts';
import { shadeOf, shades } from './harm.ts';
import { words } from './words.ts';

/** Height of a row of the picture, px; page.css has the same. */
export const rowHeight = 26;

/** What lies on the week beside its harm. */
export interface OnWeek {
  readonly windows: readonly Named[];
  readonly freezes: readonly Named[];
  readonly downtimes: readonly Named[];
}

/** Something with a time and a name. */
export interface Named extends Span {
  readonly key: string;
  readonly name: string;
}

interface Props extends OnWeek {
  readonly rows: readonly DayRow[];
  /** Harm over a time; null where nothing is known of the traffic. */
  readonly harmOver: ((from: number, to: number) => number) | null;
  /** The greatest harm of an hour, which has the darkest shade. */
  readonly most: number;
  /** Until when it is past. */
  readonly now: number;
  /** Where the forecast ends. */
  readonly end: number;
  readonly best: readonly number[];
}

/** The picture of the weeks: harm as shades, and what lies on it. Told in words by what holds it. */
export const Heatmap = memo(function Heatmap(props: Props) {
  const { rows, windows, freezes, downtimes, now, end, best } = props;
  const say = useSay(words);
  const { language } = useLanguage();
  const height = rows.length * rowHeight;
  const first = rows[0]?.start ?? 0;
  const last = rows.at(-1)?.end ?? 0;
  const off = [
    { start: first, end: now },
    { start: end, end: last },
  ].filter((span) => span.end > span.start);
  return (
    <>
      <Shades {...props} />
      <svg className="week-on" width="100%" height={height} aria-hidden="true">
        <defs>
          <pattern
            id="frozen"
            width="7"
            height="7"
            patternUnits="userSpaceOnUse"
            patternTransform="rotate(45)"
          >
            <rect width="7" height="7" className="frozen-ground" />
            <line x1="0" y1="0" x2="0" y2="7" className="frozen-line" />
          </pattern>
          <pattern id="left-out" width="6" height="6" patternUnits="userSpaceOnUse">
            <circle cx="1.5" cy="1.5" r="0.9" className="left-out-dot" />
          </pattern>
        </defs>
        {rows.map(({ date, gap }, row) => (
          <g key={date}>
            {gap && <Area piece={{ row, ...gap }} className="gap" inset={0} />}
            {[6, 12, 18].map((hour) => (
              <line
                key={hour}
                x1={`${(hour / 24) * 100}%`}
                x2={`${(hour / 24) * 100}%`}
                y1={row * rowHeight}
                y2={(row + 1) * rowHeight}
                className="hour-line"
              />
            ))}
          </g>
        ))}
        {off.flatMap((span) =>
          piecesOf(span, rows).map((piece) => (
            <Area key={`${span.start} ${piece.row} ${piece.from}`} piece={piece} className="off" inset={0} />
          )),
        )}
        <Spans spans={freezes} rows={rows} className="frozen" inset={0} />
        <Spans spans={windows} rows={rows} className="window" inset={2} />
        <Spans spans={downtimes} rows={rows} className="taken" inset={5} />
        {twice(rows).map((piece) => (
          <text
            key={`${piece.row} ${piece.from}`}
            x={`${piece.from * 100}%`}
            dx="2"
            y={(piece.row + 1) * rowHeight - 8}
            className="twice"
          >
            {say('twice')}
          </text>
        ))}
        {best.map((start, i) => {
          const [piece] = piecesOf({ start, end: start + HOUR / 2 }, rows);
          if (!piece) return null;
          return (
            <g key={start}>
              <circle cx={`${piece.from * 100}%`} cy={(piece.row + 0.5) * rowHeight} r="8" className="rank" />
              <text
                x={`${piece.from * 100}%`}
                y={(piece.row + 0.5) * rowHeight}
                className="rank-number"
                lang={language}
              >
                {i + 1}
              </text>
            </g>
          );
        })}
      </svg>
    </>
  );
});

/** Half hours as one path for each shade: a month is seven elements instead of thousands. */
function Shades({ rows, harmOver, most, now, end }: Props) {
  if (!harmOver) return <div className="week-shades no-harm" />;
  const paths = Array.from({ length: shades }, () => '');
  for (const [row, day] of rows.entries()) {
    for (const { start, end: until, from, to } of day.stretches) {
      const perMs = (to - from) / (until - start);
      for (let at = start; at < until; at += HOUR / 2) {
        const till = Math.min(at + HOUR / 2, until);
        if (till <= now || at >= end) continue;
        const shade = shadeOf((harmOver(at, till) / (till - at)) * HOUR, most);
        const x = (from + (at - start) * perMs) * 24;
        paths[shade] += `M${x.toFixed(3)} ${row}h${((till - at) * perMs * 24).toFixed(3)}v1H${x.toFixed(3)}z`;
      }
    }
  }
  return (
    <svg
      className="week-shades"
      viewBox={`0 0 24 ${rows.length}`}
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      {paths.map(
        (path, shade) => path && <path key={path.slice(0, 12)} d={path} className={`shade shade-${shade}`} />,
      )}
    </svg>
  );
}

function Spans({
  spans,
  rows,
  className,
  inset,
}: {
  readonly spans: readonly Named[];
  readonly rows: readonly DayRow[];
  readonly className: string;
  readonly inset: number;
}) {
  return spans.flatMap((span) =>
    piecesOf(span, rows).map((piece) => (
      <Area
        key={`${span.key} ${span.start} ${piece.row} ${piece.from}`}
        piece={piece}
        className={className}
        inset={inset}
      />
    )),
  );
}

function Area({
  piece: { row, from, to },
  className,
  inset,
}: {
  readonly piece: Piece;
  readonly className: string;
  readonly inset: number;
}) {
  return (
    <rect
      x={`${from * 100}%`}
      width={`${Math.max(0.4, (to - from) * 100)}%`}
      y={row * rowHeight + inset}
      height={rowHeight - 2 * inset}
      className={className}
    />
  );
}

/** Hours that come for the second time. */
function twice(rows: readonly DayRow[]): Piece[] {
  return rows.flatMap(({ stretches }, row) =>
    stretches.filter(({ time }) => time === 2).map(({ from, to }) => ({ row, from, to })),
  );
}
