import { useEffect, useRef, useState } from 'react';
import { useAsk } from '../../api/use.ts';
import { useMay } from '../../parts/may.ts';
import { Refused } from '../../parts/refused.tsx';
import { shared } from '../../words/shared.ts';
import { useSay } from '../../words/words.tsx';
import { OrganisationForm } from './organisation-form.tsx';
import { words } from './words.ts';

/** The organisation's entry: what holds for every service that does not say otherwise. */
export function Organisation() {
  const say = useSay(words);
  const common = useSay(shared);
  const may = useMay();
  const { data, error } = useAsk('readOrganisation');
  const [said, setSaid] = useState('');
  const [round, setRound] = useState(0);
  const isNone = error?.code === 'not-found';
  const wasKnown = useRef(false);
  // While it is asked again after there was none, what was typed has to stay.
  const isKnown = data !== undefined || isNone || wasKnown.current;
  useEffect(() => {
    wasKnown.current = isKnown;
  }, [isKnown]);
  const saved = isNone ? null : (data ?? null);
  return (
    <section className="sheet" aria-labelledby="organisation-title">
      <h2 id="organisation-title">{say('organisation')}</h2>
      <p role="status" className="said">
        {said}
      </p>
      {!isKnown && !error && <p className="quiet">{common('loading')}</p>}
      {!isNone && <Refused error={error} />}
      {isNone && <p>{say('none')}</p>}
      {!may('configure') && <p className="quiet">{say('readOnly')}</p>}
      {isKnown && (
        <OrganisationForm
          key={round}
          saved={saved}
          mayChange={may('configure')}
          onSaved={() => {
            setSaid(say('saved'));
            setRound(round + 1);
          }}
        />
      )}
    </section>
  );
}
