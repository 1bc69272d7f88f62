import { memo } from 'react';
import type { Answer, Refusal } from '../../api/ask.ts';
import { Refused } from '../../parts/refused.tsx';
import { When } from '../../parts/when.tsx';
import { useLanguage, useSay } from '../../words/words.tsx';
import { shownFigure } from './harm.ts';
import { words } from './words.ts';

type Ranked = Answer<'rankMoments'>;

interface Props {
  readonly data: Ranked | undefined;
  readonly error: Refusal | null;
  readonly isAsking: boolean;
  readonly zone: string;
  readonly at: number | null;
  readonly onChoose: (at: number) => void;
}

/** The best moments, the best first; choosing one moves the block there. */
export const RankedMoments = memo(function RankedMoments({
  data,
  error,
  isAsking,
  zone,
  at,
  onChoose,
}: Props) {
  const say = useSay(words);
  const isNothing = error?.code === 'nothing-fits';
  const within = data?.withinTeamHours;
  return (
    <section className="sheet ranked" aria-label={say('ranked')} aria-busy={isAsking}>
      <h2>{say('ranked')}</h2>
      {isNothing ? (
        <>
          <p>{say('nothingFits')}</p>
          <p className="quiet">{error.message}</p>
        </>
      ) : (
        <Refused error={data ? null : error} />
      )}
      {!data && !error && <p role="status">{say('asking')}</p>}
      {data && !error && (
        <>
          <ol>
            {data.candidates.map((one) => (
              <Moment key={one.start} moment={one} zone={zone} at={at} onChoose={onChoose} />
            ))}
          </ol>
          {within && within.rank === null && (
            <>
              <h3>{say('withinTeam')}</h3>
              <ul>
                <Moment moment={within} zone={zone} at={at} onChoose={onChoose} extra={within.extra} />
              </ul>
            </>
          )}
          <p className="quiet">
            {say('confidence')}: {say(data.confidence)}
          </p>
          {data.warnings.length > 0 && (
            <details>
              <summary>
                {say('warnings')} ({data.warnings.length})
              </summary>
              <ul className="plain">
                {data.warnings.map(({ code, message }) => (
                  <li key={`${code} ${message}`}>{message}</li>
                ))}
              </ul>
            </details>
          )}
        </>
      )}
    </section>
  );
});

function Moment({
  moment: { start, rank, harm },
  zone,
  at,
  onChoose,
  extra,
}: {
  readonly moment: Ranked['candidates'][number];
  readonly zone: string;
  readonly at: number | null;
  readonly onChoose: (at: number) => void;
  readonly extra?: number;
}) {
  const say = useSay(words);
  const { language } = useLanguage();
  const figure = (value: number): string => shownFigure(value, language);
  const begins = Date.parse(start);
  return (
    <li>
      <button type="button" className="moment" aria-pressed={at === begins} onClick={() => onChoose(begins)}>
        {rank !== null && <span className="rank-mark">{rank}</span>}
        <span className="moment-when">
          <When at={start} zone={zone} />
        </span>
        <span className="moment-harm">
          <strong>{figure(harm.expected)}</strong> {say(harm.unit)}{' '}
          <span className="quiet">
            {extra === undefined
              ? say('range', { low: figure(harm.low), high: figure(harm.high) })
              : say('extra', { extra: figure(extra) })}
          </span>
        </span>
      </button>
    </li>
  );
}
