import { type RefObject, useEffect } from 'react';
import type { Answer } from '../../api/ask.ts';
import { useAsk } from '../../api/use.ts';
import { useMay } from '../../parts/may.ts';
import { Refused } from '../../parts/refused.tsx';
import { When } from '../../parts/when.tsx';
import { isoLength } from '../../time/lengths.ts';
import { shared } from '../../words/shared.ts';
import { useLanguage, useSay } from '../../words/words.tsx';
import type { HarmHere } from './ahead.ts';
import { shownFigure } from './harm.ts';
import { useRested } from './later.ts';
import type { Mode } from './settings.ts';
import { words } from './words.ts';

interface Props {
  readonly question: {
    readonly service: string;
    readonly takes: number;
    readonly rollback: number;
    readonly mode: Mode;
  };
  readonly at: number;
  readonly zone: string;
  /** What it costs from there, reckoned in the browser; null where nothing is known of the traffic. */
  readonly harm: HarmHere | null;
  readonly isOpen: boolean;
  readonly onMove: (at: number) => void;
  readonly onRules: (rules: readonly string[]) => void;
  readonly onSchedule: () => void;
  readonly main: RefObject<HTMLButtonElement | null>;
}

/** All about the chosen moment: when, what it costs, whom it touches, and which rules stand in the way. */
export function MomentPanel({
  question,
  at,
  zone,
  harm: reckoned,
  isOpen,
  onMove,
  onRules,
  onSchedule,
  main,
}: Props) {
  const say = useSay(words);
  const { language } = useLanguage();
  const mayIt = useMay();
  const { service, takes, rollback, mode } = question;
  const rested = useRested(at);
  const query = { service, takes: isoLength(takes), rollback: isoLength(rollback), mode };
  const start = new Date(rested).toISOString();
  const weighed = useAsk('weighMoment', { query: { ...query, at: start } });
  const data = weighed.data && Date.parse(weighed.data.start) === at ? weighed.data : null;
  const harm = data?.harm ?? reckoned;
  const rules = data && !data.open ? data.reasons.map(({ message }) => message) : null;
  const told = rules?.join('\n') ?? '';
  useEffect(() => onRules(told === '' ? [] : told.split('\n')), [told, onRules]);
  const figure = (value: number): string => shownFigure(value, language);
  return (
    <section className="sheet moment-panel" aria-label={say('moment')} aria-busy={weighed.isFetching}>
      <h2>{say('moment')}</h2>
      <div className="pair">
        <div>
          <h3>{say('beginsAt')}</h3>
          <When at={at} zone={zone} />
        </div>
        <div>
          <h3>{say('endsAt')}</h3>
          <When at={at + takes} zone={zone} />
        </div>
      </div>
      {harm && (
        <div>
          <h3>{say('harm')}</h3>
          <p>
            <span className="figure">{figure(harm.expected)}</span> {say(harm.unit)}
          </p>
          <p className="quiet">{say('range', { low: figure(harm.low), high: figure(harm.high) })}</p>
        </div>
      )}
      <RuleState isOpen={isOpen} data={data} zone={zone} onMove={onMove} />
      {mayIt('draft', [service]) ? (
        <button ref={main} type="button" className="main" onClick={onSchedule}>
          {say('scheduleIt')}
        </button>
      ) : (
        <p className="quiet">{say('mayNot')}</p>
      )}
      {data && harm && <Compared data={data} harm={harm} />}
      {data?.team && (
        <div>
          <h3>{say('forTeam')}</h3>
          <When at={at} zone={data.team.zone} />{' '}
          <span className="quiet">{say(data.team.inHours ? 'inHours' : 'outOfHours')}</span>
        </div>
      )}
      {data && harm && <Touched touched={data.touched} />}
      <Refused error={weighed.data ? null : weighed.error} />
    </section>
  );
}

type Weighed = Answer<'weighMoment'>;

function RuleState({
  isOpen,
  data,
  zone,
  onMove,
}: {
  readonly isOpen: boolean;
  readonly data: Weighed | null;
  readonly zone: string;
  readonly onMove: (at: number) => void;
}) {
  const say = useSay(words);
  const isAllowed = data?.open ?? isOpen;
  return (
    <div role="status">
      <h3>{say('rules')}</h3>
      <p className={isAllowed ? 'rule-open' : 'rule-closed'}>{say(isAllowed ? 'open' : 'closed')}</p>
      {data && data.reasons.length === 0 && data.open && <p className="quiet">{say('openFree')}</p>}
      {data && data.reasons.length > 0 && (
        <ul className="rules-in-the-way">
          {data.reasons.map(({ rule, name, message }) => (
            <li key={`${rule} ${name} ${message}`}>{message}</li>
          ))}
        </ul>
      )}
      {data && !data.open && (
        <p>
          {data.nextOpen === null ? (
            say('noNextOpen')
          ) : (
            <>
              {say('nextOpen')}: <When at={data.nextOpen} zone={zone} />{' '}
              <button type="button" className="small" onClick={() => onMove(Date.parse(data.nextOpen!))}>
                {say('goThere')}
              </button>
            </>
          )}
        </p>
      )}
    </div>
  );
}

function Compared({ data, harm }: { readonly data: Weighed; readonly harm: HarmHere }) {
  const say = useSay(words);
  const common = useSay(shared);
  const { language } = useLanguage();
  const figure = (value: number): string => shownFigure(value, language);
  const unit = say(harm.unit);
  const byMode = data.byMode && [
    ['full', data.byMode.full],
    ['read-only', data.byMode.readOnly],
    ['hold', data.byMode.hold],
  ];
  return (
    <>
      {data.usualRules.map(({ rule, zone, start, harm: usual }) => (
        <div key={`${rule} ${zone}`}>
          <h3>
            {say('usualRule')}: {rule}
          </h3>
          <p>
            {say('usualCosts', { harm: figure(usual.expected), unit })}{' '}
            <span className="quiet">
              <When at={start} zone={zone} />
            </span>
          </p>
          <p>{comparison(usual.expected, harm.expected)}</p>
        </div>
      ))}
      {byMode && (
        <table>
          <caption className="hidden">{say('byMode')}</caption>
          <thead>
            <tr>
              <th scope="col">{say('byMode')}</th>
              <th scope="col">{unit}</th>
            </tr>
          </thead>
          <tbody>
            {byMode.map(([mode, value]) => (
              <tr key={mode}>
                <th scope="row">{common(mode as 'full')}</th>
                <td>
                  {typeof value === 'number' ? (
                    figure(value)
                  ) : (
                    <span className="quiet">{say('notKnown')}</span>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </>
  );

  function comparison(usual: number, here: number): string {
    const saved = usual > 0 ? 1 - here / usual : 0;
    if (Math.abs(saved) < 0.005) return say('sameCost');
    if (saved > 0) return say('saves', { share: `${Math.round(saved * 100)} %` });
    return say('costsMore', { harm: figure(here - usual), unit });
  }
}

function Touched({ touched }: { readonly touched: Weighed['touched'] }) {
  const say = useSay(words);
  const { language } = useLanguage();
  const names = new Intl.DisplayNames([language], { type: 'region', fallback: 'code' });
  if (!touched || touched.length === 0) return <p className="quiet">{say('noCountries')}</p>;
  return (
    <table>
      <caption className="hidden">{say('who')}</caption>
      <thead>
        <tr>
          <th scope="col">{say('who')}</th>
          <th scope="col">{say('share')}</th>
          <th scope="col">{say('theirClock')}</th>
        </tr>
      </thead>
      <tbody>
        {touched.map(({ country, share, local }) => (
          <tr key={country}>
            <th scope="row">{/^[A-Z]{2}$/.test(country) ? names.of(country) : country}</th>
            <td>{Math.round(share * 100)} %</td>
            <td>{local}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
