import { useState } from 'react';
import type { Answer } from '../../api/ask.ts';
import { useAsk, useChange } from '../../api/use.ts';
import { Confirm } from '../../parts/confirm.tsx';
import { Empty } from '../../parts/empty.tsx';
import { useMay } from '../../parts/may.ts';
import { useNow } from '../../parts/now.ts';
import { Refused } from '../../parts/refused.tsx';
import { When } from '../../parts/when.tsx';
import { useSay } from '../../words/words.tsx';
import { MakeKey } from './make-key.tsx';
import { words } from './words.ts';

type Key = Answer<'listKeys'>['items'][number];

/** The keys of programs: what each may, until when, and what ends it. */
export function Keys() {
  const say = useSay(words);
  const may = useMay();
  const now = useNow(60_000);
  const [isAll, setIsAll] = useState(false);
  const { data, error } = useAsk('listKeys', { query: isAll ? { all: 'true' } : {} });
  const [isMaking, setIsMaking] = useState(false);
  const [ended, setEnded] = useState<Key | null>(null);
  const stateOf = ({ revokedAt, expiresAt }: Key): string | null => {
    if (revokedAt) return say('revoked');
    return expiresAt && Date.parse(expiresAt) <= now ? say('expired') : null;
  };
  return (
    <section className="sheet" aria-labelledby="keys-title">
      <div className="screen-head">
        <h2 id="keys-title">{say('keys')}</h2>
        <div className="actions">
          {may('administer') && (
            <label>
              <input type="checkbox" checked={isAll} onChange={() => setIsAll(!isAll)} /> {say('everybodys')}
            </label>
          )}
          <button type="button" onClick={() => setIsMaking(true)}>
            {say('makeKey')}
          </button>
        </div>
      </div>
      <p className="quiet">{say('keysText')}</p>
      <Refused error={error} />
      {data?.items.length === 0 && <Empty command="lull keys make CI --scope read">{say('noKeys')}</Empty>}
      {data && data.items.length > 0 && (
        <table className="rows">
          <caption className="hidden">{say('keys')}</caption>
          <thead>
            <tr>
              <th scope="col">{say('name')}</th>
              <th scope="col">{say('may')}</th>
              <th scope="col">{say('maker')}</th>
              <th scope="col">{say('until')}</th>
              <td />
            </tr>
          </thead>
          <tbody>
            {data.items.map((key) => (
              <tr key={key.id}>
                <th scope="row">
                  {key.name}
                  {key.standsAlone && <div className="quiet">{say('standsAlone')}</div>}
                </th>
                <td data-label={say('may')}>
                  {[key.role ? say(key.role) : say('asYou'), key.scopes?.join(', '), key.services?.join(', ')]
                    .filter(Boolean)
                    .join(' · ')}
                </td>
                <td data-label={say('maker')}>{key.personName ?? key.person}</td>
                <td data-label={say('until')}>
                  {stateOf(key) ?? (key.expiresAt ? <When at={key.expiresAt} /> : say('forever'))}
                </td>
                <td>
                  {!key.revokedAt && (
                    <button
                      type="button"
                      className="small danger"
                      aria-label={say('revokeOf', { name: key.name })}
                      onClick={() => setEnded(key)}
                    >
                      {say('revoke')}
                    </button>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {isMaking && <MakeKey onClose={() => setIsMaking(false)} />}
      {ended && <Revoke of={ended} onClose={() => setEnded(null)} />}
    </section>
  );
}

function Revoke({ of: { id, name }, onClose }: { readonly of: Key; readonly onClose: () => void }) {
  const say = useSay(words);
  const change = useChange('revokeKey');
  return (
    <Confirm
      title={say('revokeOf', { name })}
      action={say('revoke')}
      isDanger
      hasWhy
      isBusy={change.isPending}
      error={change.error}
      line={`lull keys revoke ${id}`}
      onClose={onClose}
      onDo={(why) => change.mutate({ params: { id }, query: why ? { why } : {} }, { onSuccess: onClose })}
    >
      <p>{say('revokeText')}</p>
    </Confirm>
  );
}
