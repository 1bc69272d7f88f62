import { Link, useParams, useSearchParams } from 'wouter';
import { useAsk } from '../../api/use.ts';
import { useMay } from '../../parts/may.ts';
import { Refused } from '../../parts/refused.tsx';
import { Screen } from '../../parts/screen.tsx';
import { ownZone } from '../../time/show.ts';
import { shared } from '../../words/shared.ts';
import { useSay } from '../../words/words.tsx';
import { yamlOf } from '../rules/draft.ts';
import '../rules/page.css';
import './page.css';
import { ServiceCard } from './service-card.tsx';
import { useComing } from './use-coming.ts';
import { words } from './words.ts';
import { Write } from './write.tsx';

/** One service: to be written by whoever may, to be read by everybody else. */
export default function Service() {
  const say = useSay(words);
  const common = useSay(shared);
  const params = useParams<{ name?: string }>();
  const [search] = useSearchParams();
  const name = params.name ?? (search.has('there') ? 'new' : null);
  const may = useMay();
  const { data: me } = useAsk('readMe');
  const { data, error } = useAsk('readService', { params: { name: name ?? '' } }, { enabled: name !== null });
  const { data: gates } = useAsk('listGates', { query: {} });
  const coming = useComing();
  // What was shown before is kept while another is asked for: it is not this one.
  const saved = data?.name === name ? data : null;
  const back = <Link href="/services">{say('toList')}</Link>;
  if (name !== null && saved === null) {
    return (
      <Screen title={name} actions={back}>
        {error ? <Refused error={error} /> : <p className="quiet">{common('loading')}</p>}
      </Screen>
    );
  }
  if (!me) return <p className="quiet">{common('loading')}</p>;
  if (name === null ? may('configure') : may('configure', [name])) {
    const isGone = saved !== null && error?.code === 'not-found';
    return <Write key={name ?? ''} saved={saved} isGone={isGone} fresh={{ zone: ownZone }} />;
  }
  return (
    <Screen title={name ?? say('newTitle')} actions={back}>
      <p className="quiet">{say('readOnly')}</p>
      {saved && (
        <>
          <ul className="service-list">
            <ServiceCard
              service={saved}
              gates={gates?.items.find(({ service }) => service === name)}
              next={coming.get(saved.name)}
            />
          </ul>
          <section className="sheet" aria-labelledby="written">
            <h2 id="written">{say('writtenAs')}</h2>
            <pre className="as-file">{yamlOf(saved.body)}</pre>
          </section>
        </>
      )}
    </Screen>
  );
}
