import { type ReactNode, useId } from 'react';

/** What a control is given, so that its hint is told with it. */
export interface Labelled {
  readonly id: string;
  readonly 'aria-describedby'?: string;
}

/** A control with its name above it and, below it, what is to be known before it is filled in. */
export function Labelled({
  label,
  hint,
  children,
}: {
  readonly label: string;
  readonly hint?: ReactNode;
  readonly children: (labelled: Labelled) => ReactNode;
}) {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {children({ id, ...(hint ? { 'aria-describedby': `${id}-hint` } : {}) })}
      {hint && (
        <span className="hint" id={`${id}-hint`}>
          {hint}
        </span>
      )}
    </div>
  );
}
