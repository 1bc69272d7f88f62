import { useState } from 'react';
import { Link } from 'wouter';
import { useAsk } from '../../api/use.ts';
import { Dialog } from '../../parts/dialog.tsx';
import { Empty } from '../../parts/empty.tsx';
import { useMay } from '../../parts/may.ts';
import { Refused } from '../../parts/refused.tsx';
import { Screen } from '../../parts/screen.tsx';
import { shared } from '../../words/shared.ts';
import { useSay } from '../../words/words.tsx';
import { useWhole } from '../rules/kinds.ts';
import '../rules/page.css';
import { Enrol } from './enrol.tsx';
import { Keys } from './keys.tsx';
import './page.css';
import { ServiceGates } from './service-gates.tsx';
import { words } from './words.ts';

/** How often is looked: a gate's silence is no event until its lease has lapsed, ms. */
const lookEvery = 5_000;

/** The gates of every service: what they do, which are missing, and what can be done about it. */
export default function Gates() {
  const say = useSay(words);
  const common = useSay(shared);
  const may = useMay();
  const { data, error } = useAsk('listGates', { query: {} }, { every: lookEvery });
  const { items: services } = useWhole('listServices');
  const [enrolling, setEnrolling] = useState<string | null>(null);
  const shown = (data?.items ?? []).filter(({ expected, gates }) => expected > 0 || gates.length > 0);
  const without = (services ?? [])
    .map(({ name }) => name)
    .filter((name) => !shown.some(({ service }) => service === name) && may('configure', [name]));
  return (
    <Screen title={say('title')}>
      <Refused error={data ? null : error} />
      {!data && !error && <p className="quiet">{common('loading')}</p>}
      {data && services && shown.length === 0 && (
        <Empty command={`lull gates add ${services[0]?.name ?? 'shop'}`}>{say('none')}</Empty>
      )}
      {services?.length === 0 && (
        <p>
          {say('noService')} <Link href="/services">{common('services')}</Link>
        </p>
      )}
      {shown.map((one) => (
        <ServiceGates key={one.service} of={one} onEnrol={() => setEnrolling(one.service)} />
      ))}
      {without.length > 0 && (
        <section className="sheet" aria-labelledby="enrol-more">
          <h2 id="enrol-more">{say('enrol')}</h2>
          <p className="actions">
            {without.map((name) => (
              <button key={name} type="button" onClick={() => setEnrolling(name)}>
                {name}
              </button>
            ))}
          </p>
        </section>
      )}
      {data && <Keys keys={data.keys} />}
      {enrolling !== null && (
        <Dialog title={say('enrolOf', { service: enrolling })} onClose={() => setEnrolling(null)}>
          <Enrol service={enrolling} />
          <p>
            <button type="button" onClick={() => setEnrolling(null)}>
              {common('close')}
            </button>
          </p>
        </Dialog>
      )}
    </Screen>
  );
}
