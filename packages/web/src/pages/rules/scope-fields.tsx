import { useSay } from '../../words/words.tsx';
import type { Draft } from './draft.ts';
import { Field } from './field.tsx';
import { servicesOf, useWhole } from './kinds.ts';
import type { Mistakes } from './when-fields.tsx';
import { words } from './words.ts';

const risks = ['low', 'high', 'downtime'] as const;

/** What a freeze keeps away: of which services, from which risk on, and why. */
export function ScopeFields({ draft, mistakes }: { readonly draft: Draft; readonly mistakes: Mistakes }) {
  const say = useSay(words);
  const { items: known = [] } = useWhole('listServices');
  const { body, set } = draft;
  const scope = (body.scope ?? {}) as Readonly<Record<string, unknown>>;
  const chosen = servicesOf(body);
  const write = (field: string, value: unknown): void => {
    const { [field]: _, ...others } = scope;
    const next = value === undefined ? others : { ...others, [field]: value };
    set('scope', Object.keys(next).length === 0 ? undefined : next);
  };
  const names = [...new Set([...known.map(({ name }) => name), ...(chosen ?? [])])];
  const wrong = [...mistakes].find(([field]) => field.startsWith('scope.services'))?.[1];
  return (
    <fieldset className="sheet">
      <legend>{say('scope')}</legend>
      <div className="choices">
        <label className="check">
          <input
            type="radio"
            name="scope"
            checked={chosen === null}
            onChange={() => write('services', undefined)}
          />
          {say('scopeAll')}
        </label>
        <label className="check">
          <input
            type="radio"
            name="scope"
            checked={chosen !== null}
            onChange={() => write('services', chosen ?? [])}
          />
          {say('scopeSome')}
        </label>
      </div>
      {chosen !== null && (
        <fieldset className="days">
          <legend>{say('scopeSome')}</legend>
          {names.map((one) => (
            <label key={one} className="check">
              <input
                type="checkbox"
                checked={chosen.includes(one)}
                onChange={({ target }) =>
                  write(
                    'services',
                    target.checked ? [...chosen, one] : chosen.filter((other) => other !== one),
                  )
                }
              />
              {one}
            </label>
          ))}
          {chosen.length === 0 && <p className="mistake">{say('scopeNone')}</p>}
          {wrong && <p className="mistake">{wrong}</p>}
        </fieldset>
      )}
      <Field label={say('leastRisk')} mistake={mistakes.get('scope.leastRisk')}>
        {(told) => (
          <select
            {...told}
            value={String(scope.leastRisk ?? 'low')}
            onChange={({ target }) => write('leastRisk', target.value)}
          >
            {risks.map((one) => (
              <option key={one} value={one}>
                {say(`least-${one}`)}
              </option>
            ))}
          </select>
        )}
      </Field>
      <Field label={say('reason')} mistake={mistakes.get('reason')}>
        {(told) => (
          <input
            {...told}
            value={String(body.reason ?? '')}
            onChange={({ target }) => set('reason', target.value === '' ? undefined : target.value)}
          />
        )}
      </Field>
    </fieldset>
  );
}
