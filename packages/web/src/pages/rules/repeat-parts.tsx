import { useState } from 'react';
import { useLanguage, useSay } from '../../words/words.tsx';
import { Field } from './field.tsx';
import { type Ends, type Weekday, weekdays } from './rule/repeat.ts';
import { nameOf } from './rule/say-rule.ts';
import { words } from './words.ts';

/** On which days of the week. */
export function Days({
  days,
  onChange,
}: {
  readonly days: readonly Weekday[];
  readonly onChange: (days: readonly Weekday[]) => void;
}) {
  const say = useSay(words);
  const { language } = useLanguage();
  return (
    <fieldset className="days">
      <legend>{say('onDays')}</legend>
      {weekdays.map((one) => (
        <label key={one} className="check">
          <input
            type="checkbox"
            checked={days.includes(one)}
            onChange={({ target }) =>
              onChange(weekdays.filter((day) => (day === one ? target.checked : days.includes(day))))
            }
          />
          <span aria-hidden="true">{nameOf(one, language, 'short')}</span>
          <span className="hidden">{nameOf(one, language)}</span>
        </label>
      ))}
      {days.length === 0 && <p className="hint quiet">{say('noDay')}</p>}
    </fieldset>
  );
}

/** When it ends. */
export function EndFields({
  ends,
  onChange,
}: {
  readonly ends: Ends;
  readonly onChange: (ends: Ends) => void;
}) {
  const say = useSay(words);
  const choose = (kind: string): void => {
    if (kind === 'count') onChange({ kind, count: 10 });
    else if (kind === 'until') onChange({ kind, date: `${new Date().getFullYear() + 1}-12-31` });
    else onChange({ kind: 'never' });
  };
  return (
    <div className="fields">
      <Field label={say('ends')}>
        {(told) => (
          <select {...told} value={ends.kind} onChange={({ target }) => choose(target.value)}>
            {(['never', 'count', 'until'] as const).map((one) => (
              <option key={one} value={one}>
                {say(`ends-${one}`)}
              </option>
            ))}
          </select>
        )}
      </Field>
      {ends.kind === 'count' && (
        <Field label={say('count')}>
          {(told) => (
            <NumberInput
              {...told}
              value={ends.count}
              onChange={(count) => onChange({ kind: 'count', count })}
            />
          )}
        </Field>
      )}
      {ends.kind === 'until' && (
        <Field label={say('untilDay')}>
          {(told) => (
            <input
              {...told}
              type="date"
              value={ends.date}
              onChange={({ target }) =>
                target.value !== '' && onChange({ kind: 'until', date: target.value })
              }
            />
          )}
        </Field>
      )}
    </div>
  );
}

/** A whole number from 1; what is not one yet is kept while it is typed, and not handed on. */
export function NumberInput({
  value,
  onChange,
  ...told
}: {
  readonly id: string;
  readonly value: number;
  readonly onChange: (value: number) => void;
}) {
  const [typed, setTyped] = useState<string | null>(null);
  return (
    <input
      {...told}
      type="number"
      min={1}
      max={9999}
      value={typed ?? value}
      onBlur={() => setTyped(null)}
      onChange={({ target }) => {
        setTyped(target.value);
        if (/^[1-9]\d{0,3}$/.test(target.value)) onChange(Number(target.value));
      }}
    />
  );
}
