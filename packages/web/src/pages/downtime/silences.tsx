import { useAsk } from '../../api/use.ts';
import { When } from '../../parts/when.tsx';
import { useSay } from '../../words/words.tsx';
import type { Downtime } from './stage.ts';
import { words } from './words.ts';

/** What is quiet in which monitor because of it; nothing where nothing is. */
export function Silences({ downtime: { id, zone } }: { readonly downtime: Downtime }) {
  const say = useSay(words);
  const { data } = useAsk('listSilences', { query: { downtime: id } });
  if (!data || data.items.length === 0) return null;
  return (
    <section className="sheet" aria-labelledby="silences">
      <h2 id="silences">{say('silences')}</h2>
      <table className="rows">
        <thead>
          <tr>
            <th scope="col">{say('monitor')}</th>
            <th scope="col">{say('quiet')}</th>
            <th scope="col">{say('state')}</th>
            <th scope="col">{say('until')}</th>
          </tr>
        </thead>
        <tbody>
          {data.items.map(({ id: key, silencer, shows, state, until, error }) => (
            <tr key={key}>
              <th scope="row">{silencer}</th>
              <td data-label={say('quiet')}>{shows}</td>
              <td data-label={say('state')}>
                {say(state)}
                {error !== null && <span className="loud"> {error}</span>}
              </td>
              <td data-label={say('until')}>
                <When at={until} zone={zone} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
