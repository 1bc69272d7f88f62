import { Link } from 'wouter';
import { When } from '../../parts/when.tsx';
import { useSay } from '../../words/words.tsx';
import { type Entry, sentenceOf, texts } from './sentence.ts';
import { words } from './words.ts';

/** One entry: when, in a sentence what, and on demand all that is kept of it. */
export function Row({ entry }: { readonly entry: Entry }) {
  const say = useSay(words);
  const tell = useSay(texts);
  const { actor, action, at, why, from, request, seq, services, subject, data } = entry;
  const called = actor.personName ?? actor.name;
  const who = actor.kind === 'key' ? say('key', { person: called, name: actor.name }) : called;
  const fields = fieldsOf(data);
  const isDowntime = action.startsWith('downtime.');
  return (
    <li>
      <When at={at} />
      <div>
        <p>{sentenceOf(entry, tell, who)}</p>
        {why && <p className="quiet">{say('whyIs', { why })}</p>}
        <details>
          <summary>{say('details')}</summary>
          {fields && <Fields fields={fields} />}
          <dl>
            <dt>{say('action')}</dt>
            <dd>
              <code>{action}</code>
            </dd>
            <dt>{say('subject')}</dt>
            <dd>{isDowntime ? <Link href={`/downtimes/${subject}`}>{subject}</Link> : subject}</dd>
            <dt>{say('who')}</dt>
            <dd>
              <Link href={`/audit?actor=${encodeURIComponent(actor.id)}`}>
                {say('onlyWho', { name: who })}
              </Link>
            </dd>
            {services.length > 0 && (
              <>
                <dt>{say('services')}</dt>
                <dd>{services.join(', ')}</dd>
              </>
            )}
            {from && (
              <>
                <dt>{say('address')}</dt>
                <dd>{from}</dd>
              </>
            )}
            {request && (
              <>
                <dt>{say('request')}</dt>
                <dd>{request}</dd>
              </>
            )}
            <dt>{say('seq')}</dt>
            <dd>{seq}</dd>
          </dl>
          {!fields && hasSomething(data) && <pre>{JSON.stringify(data, null, 2)}</pre>}
        </details>
      </div>
    </li>
  );
}

interface Change {
  readonly field: string;
  readonly before: unknown;
  readonly after: unknown;
}

/** What was before and after, where the entry tells of it. */
function fieldsOf(data: unknown): readonly Change[] | null {
  const { fields } = (data ?? {}) as { fields?: unknown };
  return Array.isArray(fields) && fields.length > 0 ? (fields as Change[]) : null;
}

function hasSomething(data: unknown): boolean {
  return typeof data === 'object' && data !== null && Object.keys(data).length > 0;
}

function Fields({ fields }: { readonly fields: readonly Change[] }) {
  const say = useSay(words);
  const shown = (value: unknown): string => {
    if (value === null || value === undefined) return say('nothing');
    return typeof value === 'string' ? value : JSON.stringify(value);
  };
  return (
    <table className="rows">
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
            <td data-label={say('before')}>{shown(before)}</td>
            <td data-label={say('after')}>{shown(after)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
