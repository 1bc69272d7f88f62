import type { Refusal } from '../api/ask.ts';

/**
 * Why something was refused and what to do, told at once to whoever listens to the page; nothing where
 * nothing was.
 */
export function Refused({ error }: { readonly error: Refusal | null | undefined }) {
  if (!error) return null;
  return (
    <div className="refused" role="alert">
      <p>
        <strong>{error.message}</strong>
      </p>
      <p>{error.todo}</p>
      {error.problem?.mistakes && (
        <ul>
          {error.problem.mistakes.map((one) => (
            <li key={`${one.at} ${one.message}`}>
              {one.at && <code>{one.at}</code>} {one.message}
            </li>
          ))}
        </ul>
      )}
      <p className="quiet">
        <code>{error.code}</code>
      </p>
    </div>
  );
}
