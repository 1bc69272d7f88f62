import { useAsk } from '../../api/use.ts';
import { useNow } from '../../parts/now.ts';
import { Refused } from '../../parts/refused.tsx';
import { When } from '../../parts/when.tsx';
import { lengthOf, showLength } from '../../time/show.ts';
import { useSay } from '../../words/words.tsx';
import { type Downtime, isOver, isUnderWay } from './stage.ts';
import { words } from './words.ts';

/**
 * While it matters: the gates of its services, whether each does what it should, and what is in flight behind
 * it.
 */
export function Gates({ downtime }: { readonly downtime: Downtime }) {
  const say = useSay(words);
  const isOn = !isOver(downtime) && downtime.mode !== 'at-risk';
  const { data, error } = useAsk(
    'listGates',
    { query: { service: [...downtime.services] } },
    { enabled: isOn, ...(isUnderWay(downtime) && { every: 3_000 }) },
  );
  if (!isOn) return null;
  const known = (data?.items ?? []).filter(({ gates, expected }) => gates.length > 0 || expected > 0);
  return (
    <section className="sheet" aria-labelledby="gates">
      <h2 id="gates">{say('gates')}</h2>
      <Refused error={error} />
      {data && known.length === 0 && <p className="quiet">{say('noGates')}</p>}
      <DrainLeft downtime={downtime} />
      {known.map(({ service, confirmed, expected, missing, gates }) => (
        <div key={service}>
          <h3>{service}</h3>
          <p>
            {say('confirmedOf', { count: confirmed, all: expected })},{' '}
            {say('inFlightAll', { count: gates.reduce((sum, { inFlight }) => sum + inFlight, 0) })}
          </p>
          {missing.length > 0 && (
            <p className="loud">
              {say('missing')}: {missing.join('; ')}
            </p>
          )}
          {gates.length > 0 && (
            <table className="rows">
              <thead>
                <tr>
                  <th scope="col">{say('gate')}</th>
                  <th scope="col">{say('does')}</th>
                  <th scope="col">{say('confirmation')}</th>
                  <th scope="col">{say('inFlight')}</th>
                  <th scope="col">{say('heard')}</th>
                </tr>
              </thead>
              <tbody>
                {gates.map(({ name, state, isConfirmed, isLost, inFlight, heardAt }) => (
                  <tr key={name}>
                    <th scope="row">{name}</th>
                    <td data-label={say('does')}>{state}</td>
                    <td data-label={say('confirmation')}>
                      {say(isLost ? 'lost' : isConfirmed ? 'yes' : 'notYet')}
                    </td>
                    <td data-label={say('inFlight')}>{inFlight}</td>
                    <td data-label={say('heard')}>
                      <When at={heardAt} zone={downtime.zone} />
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          )}
        </div>
      ))}
    </section>
  );
}

function DrainLeft({ downtime: { state, actual, plan } }: { readonly downtime: Downtime }) {
  const say = useSay(words);
  const now = useNow();
  if (state !== 'draining' || actual.drainingAt === null) return null;
  const left = Date.parse(actual.drainingAt) + lengthOf(plan.drainWithin) - now;
  return (
    <p>{say('drainLeft', { length: showLength(Math.max(left, 0)), what: say(plan.atDrainDeadline) })}</p>
  );
}
