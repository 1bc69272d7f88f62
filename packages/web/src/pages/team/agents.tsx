import { useState } from 'react';
import type { Answer } from '../../api/ask.ts';
import { useAsk } from '../../api/use.ts';
import { Empty } from '../../parts/empty.tsx';
import { useMay } from '../../parts/may.ts';
import { Refused } from '../../parts/refused.tsx';
import { When } from '../../parts/when.tsx';
import { shared } from '../../words/shared.ts';
import { useSay } from '../../words/words.tsx';
import { AddAgent, RemoveAgent, RotateAgent } from './agent-deeds.tsx';
import { words } from './words.ts';

/** A host that runs steps. */
export type Agent = Answer<'listAgents'>['items'][number];

/** The hosts that run steps: whether they are there, and what they are at. */
export function Agents() {
  const say = useSay(words);
  const common = useSay(shared);
  const may = useMay();
  const { data, error } = useAsk('listAgents');
  const [isAdding, setIsAdding] = useState(false);
  const [deed, setDeed] = useState<{ readonly kind: 'rotate' | 'remove'; readonly name: string } | null>(
    null,
  );
  const items = data?.items ?? [];
  const close = (): void => setDeed(null);
  return (
    <section className="sheet" aria-labelledby="agents-title">
      <div className="screen-head">
        <h2 id="agents-title">{say('agents')}</h2>
        {may('configure') && (
          <button type="button" onClick={() => setIsAdding(true)}>
            {say('addAgent')}
          </button>
        )}
      </div>
      <p className="quiet">{say('agentsText')}</p>
      <Refused error={error} />
      {data && items.length === 0 && <Empty command="lull agents add db-1">{say('noAgents')}</Empty>}
      {items.length > 0 && (
        <table className="rows">
          <caption className="hidden">{say('agents')}</caption>
          <thead>
            <tr>
              <th scope="col">{say('name')}</th>
              <th scope="col">{say('heard')}</th>
              <th scope="col">{say('files')}</th>
              <th scope="col">{say('works')}</th>
              <td />
            </tr>
          </thead>
          <tbody>
            {items.map(({ name, host, isThere, heardAt, trouble, files, downtimes }) => (
              <tr key={name ?? ''}>
                <th scope="row">
                  {name ?? say('server')} <span className="quiet">{host}</span>
                  {trouble && <div>{trouble}</div>}
                </th>
                <td data-label={say('heard')}>
                  {say(isThere ? 'there' : 'away')}
                  <div>{heardAt ? <When at={heardAt} /> : say('never')}</div>
                </td>
                <td data-label={say('files')}>
                  {files.length}
                  {files.map(
                    (file) =>
                      file.mistake && (
                        <div key={file.name}>
                          {file.name}: {file.mistake}
                        </div>
                      ),
                  )}
                </td>
                <td data-label={say('works')}>{downtimes.length}</td>
                <td>
                  {name && may('configure') && (
                    <div className="actions">
                      <button
                        type="button"
                        className="small"
                        aria-label={say('rotateOf', { name })}
                        onClick={() => setDeed({ kind: 'rotate', name })}
                      >
                        {say('rotate')}
                      </button>
                      <button
                        type="button"
                        className="small danger"
                        aria-label={say('removeAgent', { name })}
                        onClick={() => setDeed({ kind: 'remove', name })}
                      >
                        {common('remove')}
                      </button>
                    </div>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {isAdding && <AddAgent onClose={() => setIsAdding(false)} />}
      {deed?.kind === 'rotate' && <RotateAgent name={deed.name} onClose={close} />}
      {deed?.kind === 'remove' && (
        <RemoveAgent
          name={deed.name}
          works={items.find(({ name }) => name === deed.name)?.downtimes.length ?? 0}
          onClose={close}
        />
      )}
    </section>
  );
}
