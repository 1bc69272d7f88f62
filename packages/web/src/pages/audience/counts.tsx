import { useAsk } from '../../api/use.ts';
import { useSay } from '../../words/words.tsx';
import { words } from './words.ts';

const states = ['active', 'pending', 'disabled'] as const;

/** How many subscribers there are, by channel and state; nothing while there is none. */
export function Counts() {
  const say = useSay(words);
  const { data } = useAsk('countSubscribers');
  const items = data?.items ?? [];
  const channels = [...new Set(items.map(({ channel }) => channel))];
  if (channels.length === 0) return null;
  const sum = (isIn: (one: (typeof items)[number]) => boolean): number =>
    items.filter(isIn).reduce((so, { count }) => so + count, 0);
  return (
    <div className="scrolls">
      <table className="counts">
        <caption className="hidden">{say('counts')}</caption>
        <thead>
          <tr>
            <th scope="col">{say('channel')}</th>
            {states.map((state) => (
              <th key={state} scope="col" className="number">
                {say(state)}
              </th>
            ))}
            <th scope="col" className="number">
              {say('total')}
            </th>
          </tr>
        </thead>
        <tbody>
          {channels.map((channel) => (
            <tr key={channel}>
              <th scope="row">{say(channel)}</th>
              {states.map((state) => (
                <td key={state} className="number">
                  {sum((one) => one.channel === channel && one.state === state)}
                </td>
              ))}
              <td className="number">{sum((one) => one.channel === channel)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
