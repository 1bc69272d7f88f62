import { useState } from 'react';
import type { Answer } from '../../api/ask.ts';
import { useAsk } from '../../api/use.ts';
import { Refused } from '../../parts/refused.tsx';
import { shared } from '../../words/shared.ts';
import { useSay } from '../../words/words.tsx';
import { type Deed, PersonDeed } from './person-deed.tsx';
import { words } from './words.ts';

/** Somebody who can sign in. */
export type Person = Answer<'listPeople'>['items'][number];

/** Everybody, with their roles and what they were granted, and what can be changed of it. */
export function People() {
  const say = useSay(words);
  const common = useSay(shared);
  const { data, error } = useAsk('listPeople');
  const { data: me } = useAsk('readMe');
  const [deed, setDeed] = useState<Deed | null>(null);
  return (
    <section className="sheet" aria-labelledby="people-title">
      <h2 id="people-title">{say('people')}</h2>
      <Refused error={error} />
      {!data && !error && <p className="quiet">{common('loading')}</p>}
      <table className="rows">
        <caption className="hidden">{say('people')}</caption>
        <thead>
          <tr>
            <th scope="col">{say('name')}</th>
            <th scope="col">{say('role')}</th>
            <th scope="col">{say('grants')}</th>
            <td />
          </tr>
        </thead>
        <tbody>
          {data?.items.map((person) => (
            <tr key={person.id}>
              <th scope="row">
                {person.name} {person.id === me?.person && <span className="quiet">({say('you')})</span>}
                <div className="quiet">{person.email}</div>
              </th>
              <td data-label={say('role')}>
                {person.role ? say(person.role) : say('noRole')}{' '}
                <button
                  type="button"
                  className="small"
                  aria-label={say('roleOf', { name: person.name })}
                  onClick={() => setDeed({ kind: 'role', person })}
                >
                  {common('edit')}
                </button>
              </td>
              <td data-label={say('grants')}>
                <ul className="grant-list">
                  {Object.entries(person.grants).map(([service, role]) => (
                    <li key={service}>
                      {service}: {say(role)}{' '}
                      <button
                        type="button"
                        className="small"
                        aria-label={say('takeBackOf', { service, name: person.name })}
                        onClick={() => setDeed({ kind: 'revoke', person, service })}
                      >
                        {say('takeBack')}
                      </button>
                    </li>
                  ))}
                </ul>
                <button
                  type="button"
                  className="small"
                  aria-label={say('grantTo', { name: person.name })}
                  onClick={() => setDeed({ kind: 'grant', person })}
                >
                  {say('grant')}
                </button>
              </td>
              <td>
                <div className="actions">
                  <button
                    type="button"
                    className="small"
                    aria-label={say('passwordLinkOf', { name: person.name })}
                    onClick={() => setDeed({ kind: 'password', person })}
                  >
                    {say('passwordLink')}
                  </button>
                  <button
                    type="button"
                    className="small danger"
                    aria-label={say('removePerson', { name: person.name })}
                    onClick={() => setDeed({ kind: 'remove', person })}
                  >
                    {common('remove')}
                  </button>
                </div>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {deed && <PersonDeed deed={deed} onClose={() => setDeed(null)} />}
    </section>
  );
}
