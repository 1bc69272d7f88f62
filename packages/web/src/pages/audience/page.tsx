import { useState } from 'react';
import { useSearchParams } from 'wouter';
import { addressOf } from '../../api/ask.ts';
import { useMaySomewhere } from '../../parts/may.ts';
import { Screen } from '../../parts/screen.tsx';
import { useSay } from '../../words/words.tsx';
import { Channels } from './channels.tsx';
import { Counts } from './counts.tsx';
import { Erase } from './erase.tsx';
import { Failed } from './failed.tsx';
import { Filters, filterOf } from './filters.tsx';
import { Import } from './import.tsx';
import { List } from './list.tsx';
import { words } from './words.ts';
import { Write } from './write.tsx';
import './page.css';

/** Who hears of downtimes, by which way, and what did not get through. */
export default function Audience() {
  const say = useSay(words);
  const mayLookAfter = useMaySomewhere('configure');
  const [search] = useSearchParams();
  const [open, setOpen] = useState<'add' | 'import' | 'erase' | null>(null);
  const [said, setSaid] = useState('');
  const filter = filterOf(search);
  const close = (): void => setOpen(null);
  return (
    <Screen
      title={say('title')}
      actions={
        mayLookAfter && (
          <>
            <button type="button" className="main" onClick={() => setOpen('add')}>
              {say('add')}
            </button>
            <button type="button" onClick={() => setOpen('import')}>
              {say('import')}
            </button>
            <a
              className="button"
              href={addressOf('exportSubscribers', { query: filter })}
              download="subscribers.csv"
            >
              {say('export')}
            </a>
            <button type="button" onClick={() => setOpen('erase')}>
              {say('erase')}
            </button>
          </>
        )
      }
    >
      <p className="quiet">{say('intro')}</p>
      <p role="status" className="said">
        {said}
      </p>
      {mayLookAfter ? (
        <section className="sheet" aria-labelledby="subscribers-title">
          <h2 id="subscribers-title">{say('subscribers')}</h2>
          <Counts />
          <Filters filter={filter} />
          <List filter={filter} onSaid={setSaid} />
        </section>
      ) : (
        <p className="empty">{say('personal')}</p>
      )}
      <Channels />
      <Failed onSaid={setSaid} />
      {open === 'add' && <Write subscriber={null} onSaid={setSaid} onClose={close} />}
      {open === 'import' && <Import onClose={close} />}
      {open === 'erase' && <Erase onSaid={setSaid} onClose={close} />}
    </Screen>
  );
}
