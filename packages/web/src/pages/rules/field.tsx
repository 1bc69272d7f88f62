import { type ReactNode, useId } from 'react';

/** What a field's control is given, so that hint and mistake are told with it. */
export interface Told {
  readonly id: string;
  readonly 'aria-describedby'?: string;
  readonly 'aria-invalid'?: true;
}

/** A field with its name, what it means, and what is wrong with it. */
export function Field({
  label,
  hint,
  mistake,
  children,
}: {
  readonly label: string;
  readonly hint?: ReactNode;
  readonly mistake?: string | undefined;
  readonly children: (told: Told) => ReactNode;
}) {
  const id = useId();
  const described = [hint ? `${id}-hint` : null, mistake ? `${id}-mistake` : null].filter(
    (one) => one !== null,
  );
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {children({
        id,
        ...(described.length > 0 && { 'aria-describedby': described.join(' ') }),
        ...(mistake && { 'aria-invalid': true }),
      })}
      {hint && (
        <span className="hint" id={`${id}-hint`}>
          {hint}
        </span>
      )}
      {mistake && (
        <span className="mistake" id={`${id}-mistake`}>
          {mistake}
        </span>
      )}
    </div>
  );
}
