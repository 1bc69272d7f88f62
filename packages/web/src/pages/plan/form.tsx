import { type ReactNode, useEffect, useId, useState } from 'react';
import { lengthWritten, shortLength } from '../../time/lengths.ts';
import { ownZone } from '../../time/show.ts';
import { shared } from '../../words/shared.ts';
import { useSay } from '../../words/words.tsx';
import { horizons, modes, type Settings } from './settings.ts';
import { words } from './words.ts';

interface Props {
  readonly settings: Settings;
  readonly services: readonly string[];
  /** The service's zone; null while it is not known. */
  readonly zone: string | null;
  /** Today in that zone, `2026-12-05`. */
  readonly today: string | null;
  readonly onChange: (some: Partial<Settings>) => void;
}

/** What is looked for: which service, how long, in what way, when, and on whose clock. */
export function PlanForm({ settings, services, zone, today, onChange }: Props) {
  const say = useSay(words);
  const common = useSay(shared);
  const { service, mode, from, days, clock } = settings;
  return (
    <form className="sheet plan-form" aria-label={say('what')} onSubmit={(event) => event.preventDefault()}>
      <Field label={common('service')}>
        {(id) => (
          <select
            id={id}
            value={service ?? ''}
            onChange={(e) => onChange({ service: e.target.value, at: null })}
          >
            {service !== null && !services.includes(service) && <option>{service}</option>}
            {services.map((name) => (
              <option key={name}>{name}</option>
            ))}
          </select>
        )}
      </Field>
      <LengthField
        label={say('takes')}
        value={settings.takes}
        isZero={false}
        onChange={(takes) => onChange({ takes })}
      />
      <LengthField
        label={say('rollback')}
        value={settings.rollback}
        isZero
        onChange={(rollback) => onChange({ rollback })}
      />
      <Field label={say('mode')}>
        {(id) => (
          <select
            id={id}
            value={mode}
            onChange={(e) => onChange({ mode: modes.find((one) => one === e.target.value) ?? 'full' })}
          >
            {modes.map((one) => (
              <option key={one} value={one}>
                {common(one)}
              </option>
            ))}
          </select>
        )}
      </Field>
      <Field label={say('from')}>
        {(id) => (
          <input
            id={id}
            type="date"
            min={today ?? undefined}
            value={from ?? today ?? ''}
            onChange={(e) => onChange({ from: laterThan(e.target.value, today), at: null })}
          />
        )}
      </Field>
      <Field label={say('days')}>
        {(id) => (
          <select id={id} value={days} onChange={(e) => onChange({ days: Number(e.target.value), at: null })}>
            {horizons.map((one) => (
              <option key={one} value={one}>
                {say('weeks', { count: one / 7 })}
              </option>
            ))}
          </select>
        )}
      </Field>
      <fieldset className="zones">
        <legend>{say('clock')}</legend>
        {(['service', 'mine'] as const).map((one) => (
          <button
            key={one}
            type="button"
            aria-pressed={clock === one}
            onClick={() => onChange({ clock: one })}
          >
            {say(one)} <span className="zone">{one === 'mine' ? ownZone : (zone ?? '')}</span>
          </button>
        ))}
      </fieldset>
    </form>
  );
}

function laterThan(date: string, today: string | null): string | null {
  return date === '' || (today !== null && date <= today) ? null : date;
}

/** A label and what it labels, given its id. */
export function Field({
  label,
  hint,
  children,
}: {
  readonly label: string;
  readonly hint?: string;
  readonly children: (id: string) => ReactNode;
}) {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {children(id)}
      {hint && <span className="hint">{hint}</span>}
    </div>
  );
}

/** A length as it is typed; what is none is told and not taken. */
function LengthField({
  label,
  value,
  isZero,
  onChange,
}: {
  readonly label: string;
  readonly value: number;
  /** Whether nothing is a length too. */
  readonly isZero: boolean;
  readonly onChange: (ms: number) => void;
}) {
  const say = useSay(words);
  const id = useId();
  const [text, setText] = useState(shortLength(value));
  useEffect(
    () => setText((before) => (lengthWritten(before) === value ? before : shortLength(value))),
    [value],
  );
  const read = lengthWritten(text);
  const isWrong = read === null || (read === 0 && !isZero);
  const typed = (next: string): void => {
    setText(next);
    const ms = lengthWritten(next);
    if (ms !== null && (ms > 0 || isZero) && ms !== value) onChange(ms);
  };
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        list={`${id}-usual`}
        value={text}
        autoComplete="off"
        aria-invalid={isWrong}
        aria-describedby={isWrong ? `${id}-wrong` : undefined}
        onChange={(event) => typed(event.target.value)}
        onBlur={() => isWrong && setText(shortLength(value))}
      />
      <datalist id={`${id}-usual`}>
        {(isZero ? ['0m', '15m', '30m', '1h'] : ['30m', '1h', '1h30m', '2h', '4h']).map((one) => (
          <option key={one} value={one} />
        ))}
      </datalist>
      {isWrong && (
        <span className="hint" id={`${id}-wrong`} role="alert">
          {say('noLength')}
        </span>
      )}
    </div>
  );
}
