import { useState } from 'react';
import { useAsk } from '../../../api/use.ts';
import { Refused } from '../../../parts/refused.tsx';
import { When } from '../../../parts/when.tsx';
import { lengthOf, showDay, showLength, showZone } from '../../../time/show.ts';
import { useLanguage, useSay } from '../../../words/words.tsx';
import { shownFigure } from '../harm.ts';
import { words } from '../words.ts';
import { TrafficChart } from './traffic-chart.tsx';

const spans = { lastWeeks: '56', year: '366' } as const;

/** How many of what is left out are told. */
const most = 30;

/** The traffic that the forecast is made from, as a picture and in words; what is left out of it, and why. */
export function History({ service, zone }: { readonly service: string; readonly zone: string }) {
  const say = useSay(words);
  const { language } = useLanguage();
  const [span, setSpan] = useState<keyof typeof spans>('lastWeeks');
  const { data, error } = useAsk('readTraffic', { query: { service, days: spans[span] } });
  return (
    <section className="sheet traffic-history" aria-labelledby="history">
      <h2 id="history">{say('history')}</h2>
      <fieldset className="actions">
        <legend className="hidden">{say('showing')}</legend>
        {(['lastWeeks', 'year'] as const).map((one) => (
          <button
            key={one}
            type="button"
            className="small"
            aria-pressed={one === span}
            onClick={() => setSpan(one)}
          >
            {say(one)}
          </button>
        ))}
      </fieldset>
      <Refused error={data ? null : error} />
      {data && (
        <>
          <TrafficChart
            start={Date.parse(data.start)}
            step={lengthOf(data.step)}
            values={data.values}
            masked={data.masked}
            label={say('chart', { ...toldOf(data, zone, language), unit: say(data.metric) })}
          />
          <p className="history-axis">
            <span>{showDay(data.start, zone, language)}</span>
            <span>
              {showDay(data.history.end, zone, language)} ({showZone(data.history.end, zone, language)})
            </span>
          </p>
          <p className="quiet">
            {say('summary', {
              buckets: data.history.buckets,
              step: showLength(lengthOf(data.history.step)),
              missing: data.history.missing,
            })}
          </p>
          <LeftOut masked={data.masked} zone={zone} />
        </>
      )}
    </section>
  );
}

interface Seen {
  readonly start: string;
  readonly values: readonly (number | null)[];
  readonly history: { readonly end: string };
}

function toldOf({ start, values, history }: Seen, zone: string, language: 'en' | 'de') {
  const known = values.filter((value) => value !== null).sort((a, b) => a - b);
  return {
    from: showDay(start, zone, language),
    to: showDay(history.end, zone, language),
    most: shownFigure(known.at(-1) ?? 0, language),
    middle: shownFigure(known[Math.floor(known.length / 2)] ?? 0, language),
  };
}

function LeftOut({
  masked,
  zone,
}: {
  readonly masked: readonly { readonly start: string; readonly end: string; readonly why: string }[];
  readonly zone: string;
}) {
  const say = useSay(words);
  if (masked.length === 0) return <p className="quiet">{say('noneLeftOut')}</p>;
  return (
    <details>
      <summary>
        {say('leftOut')} ({masked.length})
      </summary>
      <div className="scrolls">
        <table>
          <thead>
            <tr>
              <th scope="col">{say('begins')}</th>
              <th scope="col">{say('ends')}</th>
              <th scope="col">{say('why')}</th>
            </tr>
          </thead>
          <tbody>
            {masked.slice(-most).map(({ start, end, why }) => (
              <tr key={`${start} ${end}`}>
                <td>
                  <When at={start} zone={zone} />
                </td>
                <td>
                  <When at={end} zone={zone} />
                </td>
                <td>{why}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {masked.length > most && <p className="quiet">{say('andMore', { count: masked.length - most })}</p>}
    </details>
  );
}
