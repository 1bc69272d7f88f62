import { useState } from 'react';
import { useEvents } from '../../api/live.ts';
import { When } from '../../parts/when.tsx';
import { useSay } from '../../words/words.tsx';
import { type Draft, isSame } from './draft.ts';
import { Value } from './follows.tsx';
import type { Kind, Rule } from './kinds.ts';
import { words } from './words.ts';

/** What somebody else stored meanwhile, beside what is being written: field by field, and nothing is lost. */
export function Theirs({
  kind,
  saved,
  draft,
}: {
  readonly kind: Kind;
  readonly saved: Rule;
  readonly draft: Draft;
}) {
  const say = useSay(words);
  const who = useWhoChanged(kind, saved.name);
  const { body, base } = draft;
  const fields = [...new Set([...Object.keys(saved.body), ...Object.keys(body)])].filter(
    (field) => !isSame(saved.body[field], body[field]),
  );
  return (
    <section className="sheet stale" role="alert" aria-labelledby="stale-title">
      <h2 id="stale-title">{say('stale')}</h2>
      <p>{say('staleBy', { who: who ?? say('somebody') })}</p>
      <p className="quiet">
        <When at={saved.changedAt} />
      </p>
      {fields.length > 0 && (
        <div className="scrolls">
          <table className="changes">
            <thead>
              <tr>
                <th scope="col">{say('field')}</th>
                <th scope="col">{say('before')}</th>
                <th scope="col">{say('theirs')}</th>
                <th scope="col">{say('mine')}</th>
                <td />
              </tr>
            </thead>
            <tbody>
              {fields.map((field) => (
                <tr key={field}>
                  <th scope="row">
                    <code>{field}</code>
                  </th>
                  <td>
                    <Value value={base?.body[field]} />
                  </td>
                  <td>
                    <Value value={saved.body[field]} />
                  </td>
                  <td>
                    <Value value={body[field]} />
                  </td>
                  <td>
                    <button
                      type="button"
                      className="small"
                      aria-label={say('takeTheirsOf', { field })}
                      onClick={() => draft.set(field, saved.body[field])}
                    >
                      {say('takeTheirs')}
                    </button>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      <p className="actions">
        <button type="button" className="main" onClick={() => draft.rebase(saved)}>
          {say('goOn')}
        </button>
        <button type="button" onClick={() => draft.rebase(saved, saved.body)}>
          {say('takeAll')}
        </button>
      </p>
    </section>
  );
}

/** Who changed it last while this page was open; null where that was not heard. */
export function useWhoChanged(kind: Kind, name: string): string | null {
  const [who, setWho] = useState<string | null>(null);
  useEvents(({ kind: happened, data, by, names }) => {
    if (happened === 'catalog.changed' && data.kind === kind && data.name === name) setWho(names[by] ?? null);
  });
  return who;
}
