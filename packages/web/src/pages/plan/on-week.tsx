import { memo } from 'react';
import { When } from '../../parts/when.tsx';
import { useLanguage, useSay } from '../../words/words.tsx';
import { shadeFrom, shades, shownFigure } from './harm.ts';
import type { Named, OnWeek } from './heatmap.tsx';
import { words } from './words.ts';

/** How many of a kind are told. */
const most = 30;

/** What the shades and patterns of the picture mean. */
export const Legend = memo(function Legend({
  most: top,
  unit,
  has,
}: {
  readonly most: number;
  /** Null where nothing is known of the traffic. */
  readonly unit: 'person-minutes' | 'requests' | 'value' | null;
  readonly has: { readonly [K in 'windows' | 'freezes' | 'downtimes']: boolean };
}) {
  const say = useSay(words);
  const { language } = useLanguage();
  return (
    <div className="legend">
      {unit && (
        <p>
          {say('legend')}, {say('perHour', { unit: say(unit) })}:{' '}
          {Array.from({ length: shades }, (_, shade) => (
            <span key={shadeFrom(shade, 1)} className="legend-shade">
              <span className={`swatch shade-${shade}`} />
              {shade === 0 ? '0' : shownFigure(shadeFrom(shade, top), language)}
            </span>
          ))}
        </p>
      )}
      <p>
        {has.windows && <Mark of="window" />}
        {has.freezes && <Mark of="freeze" />}
        {has.downtimes && <Mark of="downtime" />}
        {unit && <Mark of="best" />}
      </p>
    </div>
  );
});

function Mark({ of }: { readonly of: 'window' | 'freeze' | 'downtime' | 'best' }) {
  const say = useSay(words);
  return (
    <span className="legend-mark">
      <span className={`swatch mark-${of}`}>{of === 'best' ? '1' : ''}</span>
      {say(of)}
    </span>
  );
}

/** The same as the picture shows, as a table. */
export const OnWeekTable = memo(function OnWeekTable({
  windows,
  freezes,
  downtimes,
  holidays,
  zone,
}: OnWeek & {
  readonly holidays: readonly { readonly date: string; readonly name: string }[];
  readonly zone: string;
}) {
  const say = useSay(words);
  const count = windows.length + freezes.length + downtimes.length + holidays.length;
  if (count === 0) return <p className="quiet">{say('nothingOn')}</p>;
  return (
    <details>
      <summary>
        {say('onIt')} ({count})
      </summary>
      <div className="scrolls">
        <table>
          <thead>
            <tr>
              <th scope="col">{say('kind')}</th>
              <th scope="col">{say('name')}</th>
              <th scope="col">{say('begins')}</th>
              <th scope="col">{say('ends')}</th>
            </tr>
          </thead>
          <tbody>
            <Rows of="freeze" spans={freezes} zone={zone} />
            <Rows of="downtime" spans={downtimes} zone={zone} />
            {holidays.map(({ date, name }) => (
              <tr key={`${date} ${name}`}>
                <td>{say('holiday')}</td>
                <td>{name}</td>
                <td colSpan={2}>{date}</td>
              </tr>
            ))}
            <Rows of="window" spans={windows} zone={zone} />
          </tbody>
        </table>
      </div>
    </details>
  );
});

function Rows({
  of,
  spans,
  zone,
}: {
  readonly of: 'window' | 'freeze' | 'downtime';
  readonly spans: readonly Named[];
  readonly zone: string;
}) {
  const say = useSay(words);
  return (
    <>
      {spans.slice(0, most).map(({ key, name, start, end }) => (
        <tr key={`${key} ${start}`}>
          <td>{say(of)}</td>
          <td>{name}</td>
          <td>
            <When at={start} zone={zone} />
          </td>
          <td>
            <When at={end} zone={zone} />
          </td>
        </tr>
      ))}
      {spans.length > most && (
        <tr>
          <td>{say(of)}</td>
          <td colSpan={3}>{say('andMore', { count: spans.length - most })}</td>
        </tr>
      )}
    </>
  );
}
