import { useSearchParams } from 'wouter';
import { useAsk, usePages } from '../../api/use.ts';
import { CommandLine, quoted } from '../../parts/command-line.tsx';
import { useMay } from '../../parts/may.ts';
import { Refused } from '../../parts/refused.tsx';
import { Screen } from '../../parts/screen.tsx';
import { shared } from '../../words/shared.ts';
import { useSay } from '../../words/words.tsx';
import { Filters, filterNames, questionOf } from './filters.tsx';
import { Row } from './row.tsx';
import { words } from './words.ts';
import './page.css';

/** The audit trail: who changed what, why and from where. */
export default function Audit() {
  const say = useSay(words);
  const may = useMay();
  const { data: me } = useAsk('readMe');
  return (
    <Screen title={say('title')}>
      <p className="quiet">{say('intro')}</p>
      {may('administer') && <Trail />}
      {me && !may('administer') && <p className="empty">{say('owners')}</p>}
    </Screen>
  );
}

function Trail() {
  const say = useSay(words);
  const common = useSay(shared);
  const [search] = useSearchParams();
  const query = questionOf(search);
  const { items, error, more, isAsking } = usePages('listAudit', { query });
  const options = filterNames
    .map((name) => (query[name] ? ` --${name} ${quoted(query[name])}` : ''))
    .join('');
  return (
    <section className="sheet" aria-label={say('title')}>
      <Filters />
      <CommandLine line={`lull audit${options}`} />
      <Refused error={error} />
      {!items && isAsking && <p className="quiet">{common('loading')}</p>}
      {items?.length === 0 && <p className="empty">{say('none')}</p>}
      {items && items.length > 0 && (
        <ol className="trail" aria-busy={isAsking}>
          {items.map((entry) => (
            <Row key={entry.seq} entry={entry} />
          ))}
        </ol>
      )}
      {more && (
        <button type="button" onClick={more}>
          {common('more')}
        </button>
      )}
    </section>
  );
}
