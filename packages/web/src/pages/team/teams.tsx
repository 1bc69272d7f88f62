import { useState } from 'react';
import type { Answer } from '../../api/ask.ts';
import { useAsk } from '../../api/use.ts';
import { Empty } from '../../parts/empty.tsx';
import { useMay } from '../../parts/may.ts';
import { Refused } from '../../parts/refused.tsx';
import { shared } from '../../words/shared.ts';
import { useSay } from '../../words/words.tsx';
import { TeamEditor } from './team-editor.tsx';
import { words } from './words.ts';

/** A team, as it is stored. */
export type TeamEntry = Answer<'readTeam'>;

/** The teams that own services: their zone, hours and people. */
export function Teams() {
  const say = useSay(words);
  const common = useSay(shared);
  const may = useMay();
  const { data, error } = useAsk('listTeams', { query: { limit: '1000' } });
  const [edited, setEdited] = useState<TeamEntry | 'new' | null>(null);
  const items = data?.items ?? [];
  const text = (value: unknown): string => (Array.isArray(value) ? value.join(', ') : String(value ?? '–'));
  return (
    <section className="sheet" aria-labelledby="teams-title">
      <div className="screen-head">
        <h2 id="teams-title">{say('teams')}</h2>
        {may('configure') && (
          <button type="button" onClick={() => setEdited('new')}>
            {say('newTeam')}
          </button>
        )}
      </div>
      <p className="quiet">{say('teamsText')}</p>
      <Refused error={error} />
      {data && items.length === 0 && <Empty command="lull teams put web -f web.yaml">{say('noTeams')}</Empty>}
      {items.length > 0 && (
        <table className="rows">
          <caption className="hidden">{say('teams')}</caption>
          <thead>
            <tr>
              <th scope="col">{say('name')}</th>
              <th scope="col">{say('hours')}</th>
              <th scope="col">{say('people')}</th>
              <td />
            </tr>
          </thead>
          <tbody>
            {items.map((entry) => (
              <tr key={entry.name}>
                <th scope="row">{entry.name}</th>
                <td data-label={say('hours')}>
                  {text(entry.body.hours)} <span className="zone">{text(entry.body.zone)}</span>
                </td>
                <td data-label={say('people')}>{text(entry.body.people)}</td>
                <td>
                  {may('configure') && (
                    <button
                      type="button"
                      className="small"
                      aria-label={say('editTeam', { name: entry.name })}
                      onClick={() => setEdited(entry)}
                    >
                      {common('edit')}
                    </button>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {edited && <TeamEditor saved={edited === 'new' ? null : edited} onClose={() => setEdited(null)} />}
    </section>
  );
}
