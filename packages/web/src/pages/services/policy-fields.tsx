import { useSay } from '../../words/words.tsx';
import { Field } from '../rules/field.tsx';
import type { FieldsOf } from './about-fields.tsx';
import { policyLengths } from './shape.ts';
import { words } from './words.ts';

type Policy = Readonly<Record<string, unknown>>;

/** How the downtimes of a service run, as far as simple fields say it. */
export function PolicyFields({ draft: { body, set }, mistakes }: FieldsOf) {
  const say = useSay(words);
  const policy = (body.policy ?? {}) as Policy;
  const change = (field: string, value: unknown): void => {
    const { [field]: _, ...others } = policy;
    const next = value === undefined ? others : { ...others, [field]: value };
    set('policy', Object.keys(next).length === 0 ? undefined : next);
  };
  const orNone = (text: string) => (text === '' ? undefined : text);
  const verify = policy.verify === undefined || policy.verify === null ? '' : String(policy.verify);
  return (
    <details className="sheet" open={body.policy !== undefined}>
      <summary>{say('policy')}</summary>
      <p className="quiet">{say('policyHint')}</p>
      <div className="fields">
        {policyLengths.map((field) => (
          <Field key={field} label={say(field)} mistake={mistakes.get(`policy.${field}`)}>
            {(told) => (
              <input
                {...told}
                value={String(policy[field] ?? '')}
                onChange={({ target }) => change(field, orNone(target.value))}
              />
            )}
          </Field>
        ))}
        <Field label={say('atTurnBack')} mistake={mistakes.get('policy.atTurnBack')}>
          {(told) => (
            <select
              {...told}
              value={String(policy.atTurnBack ?? '')}
              onChange={({ target }) => change('atTurnBack', orNone(target.value))}
            >
              {(['', 'ask', 'extend', 'roll-back'] as const).map((one) => (
                <option key={one} value={one}>
                  {say(`turn-${one}`)}
                </option>
              ))}
            </select>
          )}
        </Field>
        <Field label={say('verify')} mistake={mistakes.get('policy.verify')}>
          {(told) => (
            <select
              {...told}
              value={verify}
              onChange={({ target }) =>
                change('verify', target.value === '' ? undefined : target.value === 'true')
              }
            >
              {(['', 'true', 'false'] as const).map((one) => (
                <option key={one} value={one}>
                  {say(`verify-${one}`)}
                </option>
              ))}
            </select>
          )}
        </Field>
      </div>
    </details>
  );
}
