import { useState } from 'react';
import type { Answer } from '../../api/ask.ts';
import { useChange } from '../../api/use.ts';
import { CommandLine, quoted } from '../../parts/command-line.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { useMay } from '../../parts/may.ts';
import { useNow } from '../../parts/now.ts';
import { Refused } from '../../parts/refused.tsx';
import { When } from '../../parts/when.tsx';
import { shared } from '../../words/shared.ts';
import { useSay } from '../../words/words.tsx';
import { Field } from '../rules/field.tsx';
import { words } from './words.ts';

/** The keys that gates trust, and the making of the next. */
export function Keys({ keys }: { readonly keys: Answer<'listGates'>['keys'] }) {
  const say = useSay(words);
  const may = useMay();
  const [isRotating, setIsRotating] = useState(false);
  const now = useNow(60_000);
  return (
    <section className="sheet" aria-labelledby="keys-title">
      <h2 id="keys-title">{say('keys')}</h2>
      <p className="quiet">{say('keysWhat')}</p>
      <ul className="key-list">
        {keys.map(({ id, notBefore }) => (
          <li key={id}>
            <code>{id}</code>{' '}
            <span className="quiet">
              {Date.parse(notBefore) <= now ? (
                say('signs')
              ) : (
                <>
                  {say('signsFrom')} <When at={notBefore} />
                </>
              )}
            </span>
          </li>
        ))}
      </ul>
      {may('administer') && (
        <p>
          <button type="button" onClick={() => setIsRotating(true)}>
            {say('rotate')}
          </button>
        </p>
      )}
      {isRotating && <Rotate onClose={() => setIsRotating(false)} />}
    </section>
  );
}

function Rotate({ onClose }: { readonly onClose: () => void }) {
  const say = useSay(words);
  const common = useSay(shared);
  const rotating = useChange('rotateGateKey');
  const [atOnce, setAtOnce] = useState(false);
  const [why, setWhy] = useState('');
  const reason = why.trim();
  const rotate = (): void =>
    rotating.mutate({ body: { atOnce, ...(reason && { why: reason }) } }, { onSuccess: onClose });
  return (
    <Dialog title={say('rotate')} onClose={onClose}>
      <p>{say('rotateWhat')}</p>
      <label className="check">
        <input type="checkbox" checked={atOnce} onChange={({ target }) => setAtOnce(target.checked)} />
        {say('atOnce')}
      </label>
      <Field label={common('why')} hint={common('whyHint')}>
        {(told) => <input {...told} value={why} onChange={({ target }) => setWhy(target.value)} />}
      </Field>
      <Refused error={rotating.error} />
      <p className="actions">
        <button type="button" className="main" disabled={rotating.isPending} onClick={rotate}>
          {say('rotate')}
        </button>
        <button type="button" onClick={onClose}>
          {common('cancel')}
        </button>
      </p>
      <CommandLine
        line={`lull gates rotate-key${atOnce ? ' --now' : ''}${reason && ` --reason ${quoted(reason)}`}`}
      />
    </Dialog>
  );
}
