import { useId } from 'react';
import { Field } from '../rules/field.tsx';

/** The zones that the browser knows. */
const zones = Intl.supportedValuesOf('timeZone');

/** A field for an IANA zone, with those that the browser knows to choose from. */
export function ZoneField({
  label,
  hint,
  mistake,
  value,
  onChange,
}: {
  readonly label: string;
  readonly hint: string;
  readonly mistake?: string | undefined;
  readonly value: string;
  readonly onChange: (zone: string) => void;
}) {
  const list = useId();
  return (
    <Field label={label} hint={hint} mistake={mistake}>
      {(told) => (
        <>
          <input
            {...told}
            list={list}
            value={value}
            autoComplete="off"
            spellCheck={false}
            onChange={({ target }) => onChange(target.value)}
          />
          <datalist id={list}>
            {zones.map((zone) => (
              <option key={zone} value={zone} />
            ))}
          </datalist>
        </>
      )}
    </Field>
  );
}
