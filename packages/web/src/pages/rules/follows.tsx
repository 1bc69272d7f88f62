import { Link } from 'wouter';
import type { Answer, Refusal } from '../../api/ask.ts';
import { Refused } from '../../parts/refused.tsx';
import { When } from '../../parts/when.tsx';
import { shared } from '../../words/shared.ts';
import { useSay } from '../../words/words.tsx';
import { words } from './words.ts';

type Touched = Answer<'deleteWindow'>['touches'];

/** What saving would do: which fields change, and which scheduled downtimes it would come into the way of. */
export function Follows({
  isNamed,
  isChanged,
  change,
  error,
}: {
  /** Whether what is new has a name yet. */
  readonly isNamed: boolean;
  readonly isChanged: boolean;
  readonly change: Answer<'deleteWindow'> | undefined;
  readonly error: Refusal | null;
}) {
  const say = useSay(words);
  const common = useSay(shared);
  // What is wrong with a field stands beside it, and what somebody else changed has its own place.
  const isTold = error === null || error.problem?.mistakes !== undefined || error.code === 'stale-version';
  const fields = change?.changes.find((one) => one.change === 'changed')?.fields ?? [];
  return (
    <section className="sheet" aria-labelledby="follows-title">
      <h2 id="follows-title">{say('follows')}</h2>
      {!isChanged && <p className="quiet">{say(isNamed ? 'nothingChanged' : 'nameFirst')}</p>}
      {isChanged && !isTold && <Refused error={error} />}
      {isChanged && isTold && error !== null && error.code !== 'stale-version' && (
        <p className="mistake">{say('notWhole')}</p>
      )}
      {isChanged && change === undefined && error === null && <p className="quiet">{common('loading')}</p>}
      {isChanged && change && fields.length > 0 && <Fields fields={fields} />}
      <div role="status">
        {isChanged && change && (
          <Touches touches={change.touches} some={say('touches')} none={say('touchesNone')} />
        )}
      </div>
    </section>
  );
}

function Fields({ fields }: { readonly fields: Answer<'deleteWindow'>['changes'][number]['fields'] }) {
  const say = useSay(words);
  return (
    <table className="changes">
      <caption className="hidden">{say('whatChanges')}</caption>
      <thead>
        <tr>
          <th scope="col">{say('field')}</th>
          <th scope="col">{say('before')}</th>
          <th scope="col">{say('after')}</th>
        </tr>
      </thead>
      <tbody>
        {fields.map(({ field, before, after }) => (
          <tr key={field}>
            <th scope="row">
              <code>{field}</code>
            </th>
            <td>
              <Value value={before} />
            </td>
            <td>
              <Value value={after} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** A field's value as it is written. */
export function Value({ value }: { readonly value: unknown }) {
  const say = useSay(words);
  if (value === null || value === undefined) return <span className="quiet">{say('notWritten')}</span>;
  return <code>{typeof value === 'string' ? value : JSON.stringify(value)}</code>;
}

/** Downtimes that a change comes into the way of, and by which rule; or that there are none. */
export function Touches({
  touches,
  some,
  none,
}: {
  readonly touches: Touched;
  readonly some: string;
  readonly none: string;
}) {
  if (touches.length === 0) return <p>{none}</p>;
  return (
    <>
      <p className="remark">{some}</p>
      <ul className="touches">
        {touches.map(({ id, title, services, start, zone, reasons }) => (
          <li key={id}>
            <Link href={`/downtimes/${id}`}>{title}</Link>{' '}
            <span className="quiet">{services.join(', ')}</span>
            <br />
            <When at={start} zone={zone} />
            <ul>
              {reasons.map(({ rule, name, message }) => (
                <li key={`${rule} ${name}`}>{message}</li>
              ))}
            </ul>
          </li>
        ))}
      </ul>
    </>
  );
}
