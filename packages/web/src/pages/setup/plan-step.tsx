import { useState } from 'react';
import { Link } from 'wouter';
import { useAsk } from '../../api/use.ts';
import { CommandLine, quoted } from '../../parts/command-line.tsx';
import { Refused } from '../../parts/refused.tsx';
import { When } from '../../parts/when.tsx';
import { shared } from '../../words/shared.ts';
import { useLanguage, useSay } from '../../words/words.tsx';
import { Field } from '../rules/field.tsx';
import { useSettled } from '../rules/kinds.ts';
import type { StepOf } from './steps.ts';
import { words } from './words.ts';

/** The last step: the best moments for an hour of work, and the way to the plan. */
export function PlanStep({ service: { name } }: StepOf) {
  const say = useSay(words);
  const common = useSay(shared);
  const { language } = useLanguage();
  const [takes, setTakes] = useState('1h');
  const asked = useSettled(takes.trim());
  const { data, error } = useAsk(
    'rankMoments',
    { query: { service: name, takes: asked, top: '3' } },
    { enabled: asked !== '' },
  );
  const number = (value: number) =>
    value.toLocaleString(language === 'de' ? 'de-DE' : 'en-GB', { maximumFractionDigits: 0 });
  return (
    <div className="setup-form">
      <p className="quiet">{say('planWhat')}</p>
      <Field label={say('takes')}>
        {(told) => <input {...told} value={takes} onChange={({ target }) => setTakes(target.value)} />}
      </Field>
      {error?.code === 'empty-traffic' && <p className="remark">{say('needsTraffic')}</p>}
      {error?.code !== 'empty-traffic' && <Refused error={error} />}
      {!data && !error && <p className="quiet">{common('loading')}</p>}
      {data && !error && (
        <>
          <div className="scrolls">
            <table>
              <caption className="hidden">{say('best')}</caption>
              <thead>
                <tr>
                  <th scope="col">{say('begin')}</th>
                  <th scope="col">{say('harm')}</th>
                </tr>
              </thead>
              <tbody>
                {data.candidates.map(({ start, harm }) => (
                  <tr key={start}>
                    <th scope="row">
                      <When at={start} zone={data.zone} />
                    </th>
                    <td>
                      {number(harm.expected)} {say(harm.unit)}
                      <span className="zone own">
                        {number(harm.low)}–{number(harm.high)}
                      </span>
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
          {data.warnings.map(({ code, message }) => (
            <p key={code} className="remark">
              {message}
            </p>
          ))}
        </>
      )}
      <p className="actions">
        <Link
          className="button main"
          href={`/plan?service=${encodeURIComponent(name)}&takes=${encodeURIComponent(asked || '1h')}`}
        >
          {say('toPlan')}
        </Link>
      </p>
      <CommandLine line={`lull plan --service ${quoted(name)} --takes ${quoted(asked || '1h')}`} />
    </div>
  );
}
