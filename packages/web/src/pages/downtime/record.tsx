import { When } from '../../parts/when.tsx';
import { showLength } from '../../time/show.ts';
import { shared } from '../../words/shared.ts';
import { useSay } from '../../words/words.tsx';
import { useCalled } from './called.ts';
import { useStillFiring } from './history.tsx';
import { type Downtime, partsOf } from './stage.ts';
import { words } from './words.ts';

/**
 * What it came to, once it is over: how long each part took, how that stands to the promise, and what was set
 * aside.
 */
export function Record({ downtime }: { readonly downtime: Downtime }) {
  const say = useSay(words);
  const common = useSay(shared);
  const called = useCalled(downtime.names);
  const firing = useStillFiring(downtime.id);
  const parts = partsOf(downtime);
  const { actual, waivers, zone, promise } = downtime;
  const promised = promise[0]?.end;
  const late = actual.endedAt && promised ? Date.parse(actual.endedAt) - Date.parse(promised) : null;
  const began = actual.drainingAt ?? actual.downAt;
  const length = (ms: number): { readonly length: string } => ({ length: showLength(ms) });
  return (
    <section className="sheet" aria-labelledby="record">
      <div className="with-action">
        <h2 id="record">{say('record')}</h2>
        <button type="button" className="no-print" onClick={() => print()}>
          {say('print')}
        </button>
      </div>
      {began && actual.endedAt && (
        <p className="sum">
          <strong>
            {say('closedFor', length(Date.parse(actual.openingAt ?? actual.endedAt) - Date.parse(began)))}
          </strong>
          {late !== null && `, ${say(late > 0 ? 'later' : 'earlier', length(late))}`}
        </p>
      )}
      {parts.length > 0 && (
        <table className="rows">
          <thead>
            <tr>
              <th scope="col">{say('part')}</th>
              <th scope="col">{say('from')}</th>
              <th scope="col">{say('took')}</th>
            </tr>
          </thead>
          <tbody>
            {parts.map(({ name, from, to }) => (
              <tr key={name}>
                <th scope="row">{name === 'warning' ? say('warnPart') : common(name)}</th>
                <td data-label={say('from')}>
                  <When at={from} zone={zone} />
                </td>
                <td data-label={say('took')}>{to === null ? '–' : showLength(to - from)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {waivers.length > 0 && (
        <div>
          <h3>{say('setAside')}</h3>
          <ul>
            {waivers.map(({ rule, message, by, secondPerson, why, at }) => (
              <li key={`${rule} ${message} ${at}`}>
                {message}:{' '}
                {say('by', {
                  who: [by, secondPerson].flatMap((id) => (id === null ? [] : [called(id)])).join(', '),
                })}{' '}
                ({why})
              </li>
            ))}
          </ul>
        </div>
      )}
      {firing.length > 0 && (
        <div>
          <h3>{say('stillFiring')}</h3>
          <ul>
            {firing.map((one) => (
              <li key={one}>{one}</li>
            ))}
          </ul>
        </div>
      )}
    </section>
  );
}
