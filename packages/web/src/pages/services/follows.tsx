import type { Answer, Refusal } from '../../api/ask.ts';
import { Refused } from '../../parts/refused.tsx';
import { shared } from '../../words/shared.ts';
import { useSay } from '../../words/words.tsx';
import { Touches, Value } from '../rules/follows.tsx';
import { words } from './words.ts';

/** What saving would do: which fields change, and which scheduled downtimes it would come into the way of. */
export function Follows({
  isChanged,
  change,
  error,
}: {
  readonly isChanged: boolean;
  readonly change: Answer<'deleteService'> | undefined;
  readonly error: Refusal | null;
}) {
  const say = useSay(words);
  const common = useSay(shared);
  // What is wrong with a field stands beside it, and what somebody else changed has its own place.
  const isTold = error?.problem?.mistakes !== undefined;
  const own = change?.changes.find(({ kind }) => kind === 'service');
  return (
    <section className="sheet" aria-labelledby="follows-title">
      <h2 id="follows-title">{say('follows')}</h2>
      {!isChanged && <p className="quiet">{say('nothingChanged')}</p>}
      {isChanged && isTold && <p className="mistake">{say('notWhole')}</p>}
      {isChanged && !isTold && error?.code !== 'stale-version' && <Refused error={error} />}
      {isChanged && change === undefined && error === null && <p className="quiet">{common('loading')}</p>}
      {isChanged && own?.change === 'added' && <p>{say('itIsNew')}</p>}
      {isChanged && own?.change === 'changed' && own.fields.length > 0 && (
        <div className="scrolls">
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
              {own.fields.map(({ field, before, after }) => (
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
        </div>
      )}
      <div role="status">
        {isChanged && change && (
          <Touches touches={change.touches} some={say('touches')} none={say('touchesNone')} />
        )}
      </div>
    </section>
  );
}
