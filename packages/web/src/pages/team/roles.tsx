import { actions, roles } from '../../api/contract.ts';
import { useSay } from '../../words/words.tsx';
import { words } from './words.ts';

const names = Object.keys(actions) as (keyof typeof actions)[];

/** Which role may do what. */
export function Roles() {
  const say = useSay(words);
  return (
    <section className="sheet" aria-labelledby="roles-title">
      <h2 id="roles-title">{say('roles')}</h2>
      <p className="quiet">{say('rolesText')}</p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keyboard */}
      <section className="scrolls" tabIndex={0} aria-label={say('actionName')}>
        <table className="roles">
          <thead>
            <tr>
              <th scope="col">{say('actionName')}</th>
              {roles.map((role) => (
                <th key={role} scope="col">
                  {say(role)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {names.map((action) => (
              <tr key={action}>
                <th scope="row">
                  <code>{action}</code> <span className="quiet">{say(action)}</span>
                </th>
                {roles.map((role) => {
                  const isAllowed = roles.indexOf(role) >= roles.indexOf(actions[action]);
                  return (
                    <td key={role} className={isAllowed ? '' : 'quiet'}>
                      {say(isAllowed ? 'yes' : 'no')}
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </section>
  );
}
