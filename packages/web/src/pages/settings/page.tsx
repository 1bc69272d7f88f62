import { useMay } from '../../parts/may.ts';
import { Screen } from '../../parts/screen.tsx';
import { useSay } from '../../words/words.tsx';
import { Catalog } from './catalog.tsx';
import { Organisation } from './organisation.tsx';
import { words } from './words.ts';
import { Yours } from './yours.tsx';
import './page.css';

/** The organisation's settings, the whole catalog as one file, and the reader's own choices. */
export default function Settings() {
  const say = useSay(words);
  const may = useMay();
  return (
    <Screen title={say('title')}>
      <p className="quiet">{say('intro')}</p>
      <Organisation />
      {may('read') && <Catalog />}
      <Yours />
    </Screen>
  );
}
