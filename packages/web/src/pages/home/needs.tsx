import { Link } from 'wouter';
import type { Answer } from '../../api/ask.ts';
import { useAsk } from '../../api/use.ts';
import { useMay } from '../../parts/may.ts';
import { useSay } from '../../words/words.tsx';
import { words } from './words.ts';

type Summary = Answer<'listDowntimes'>['items'][number];

interface Need {
  readonly key: string;
  readonly href: string;
  readonly title: string;
  readonly what: string;
}

/**
 * What waits for somebody: something to agree to, to begin, to answer or to end, a gate or an agent that is
 * missing.
 *
 * @param underWay everything that is neither a draft nor over
 */
export function Needs({ underWay }: { readonly underWay: readonly Summary[] }) {
  const say = useSay(words);
  const all = [...useDowntimeNeeds(underWay), ...useRunNeeds(), ...useGateNeeds(), ...useAgentNeeds()];
  return (
    <section className="sheet" aria-labelledby="needs">
      <h2 id="needs">{say('needs')}</h2>
      {all.length === 0 && <p className="quiet">{say('needsNothing')}</p>}
      {all.length > 0 && (
        <ul className="rows">
          {all.map(({ key, href, title, what }) => (
            <li key={key}>
              <Link href={href}>{title}</Link> {what}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function useDowntimeNeeds(underWay: readonly Summary[]): Need[] {
  const say = useSay(words);
  return underWay.flatMap(({ id, title, state, overdue }) => {
    const what =
      state === 'awaiting-approval'
        ? 'approval'
        : state === 'failed' || state === 'warning'
          ? state
          : overdue
            ? 'overdue'
            : null;
    return what === null ? [] : [{ key: id, href: `/downtimes/${id}`, title, what: say(what) }];
  });
}

function useRunNeeds(): Need[] {
  const say = useSay(words);
  const { data } = useAsk('listRuns');
  return (data?.items ?? []).flatMap(({ id, downtime, title, state, why }) =>
    state === 'asking' || state === 'stuck'
      ? [{ key: id, href: `/downtimes/${downtime}`, title, what: say(state, { why: why ?? '' }) }]
      : [],
  );
}

function useGateNeeds(): Need[] {
  const say = useSay(words);
  const { data } = useAsk('listGates');
  return (data?.items ?? [])
    .filter(({ expected, confirmed }) => confirmed < expected)
    .map(({ service, expected, confirmed, missing }) => ({
      key: `gates ${service}`,
      href: '/gates',
      title: say('gates', { service, expected, confirmed }),
      what: missing.join('; '),
    }));
}

function useAgentNeeds(): Need[] {
  const say = useSay(words);
  const may = useMay();
  const { data } = useAsk('listAgents', {}, { enabled: may('draft') });
  return (data?.items ?? []).flatMap(({ name, isThere, trouble }) => {
    if (name === null || (isThere && trouble === null)) return [];
    const title = isThere ? say('agentTrouble', { name, trouble: trouble! }) : say('agent', { name });
    return [{ key: `agent ${name}`, href: '/team', title, what: '' }];
  });
}
