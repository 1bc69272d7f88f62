import { useState } from 'react';
import { Link, useLocation } from 'wouter';
import { useAsk, useChange } from '../../api/use.ts';
import { CommandLine, quoted } from '../../parts/command-line.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { Refused } from '../../parts/refused.tsx';
import { shared } from '../../words/shared.ts';
import { useSay } from '../../words/words.tsx';
import { Touches } from '../rules/follows.tsx';
import { hrefOf } from './service-card.tsx';
import type { ServiceEntry } from './shape.ts';
import { words } from './words.ts';

interface User {
  readonly kind: string;
  readonly name: string;
  readonly id?: string;
  readonly title?: string;
}

/** Asks whether to take a service away, having told what hangs on it. */
export function Remove({
  service: { name, version },
  onClose,
}: {
  readonly service: ServiceEntry;
  readonly onClose: () => void;
}) {
  const say = useSay(words);
  const common = useSay(shared);
  const [, go] = useLocation();
  const [why, setWhy] = useState('');
  const { data, error } = useAsk('deleteService', { params: { name }, query: { dryRun: 'true' }, version });
  const removing = useChange('deleteService');
  const usedBy = (error?.problem?.usedBy ?? []) as readonly User[];
  const reason = why.trim();
  const take = (): void =>
    removing.mutate(
      { params: { name }, query: reason ? { why: reason } : {}, version },
      { onSuccess: () => go(`/services?removed=${encodeURIComponent(name)}`) },
    );
  return (
    <Dialog title={say('removeTitle', { name })} onClose={onClose}>
      {data === undefined && error === null && <p className="quiet">{common('loading')}</p>}
      {error?.code === 'in-use' && usedBy.length > 0 ? (
        <div role="alert">
          <p>{say('inUse')}</p>
          <ul>
            {usedBy.map((one) => (
              <li key={`${one.kind} ${one.name}`}>
                {one.kind === 'service' ? (
                  <Link href={hrefOf(one.name)}>{one.name}</Link>
                ) : (
                  (one.title ?? one.name)
                )}
              </li>
            ))}
          </ul>
        </div>
      ) : (
        <Refused error={error} />
      )}
      {data && (
        <>
          <Touches touches={data.touches} some={say('removeTouches')} none={say('removeNone')} />
          <label className="field">
            {common('why')}
            <input value={why} onChange={({ target }) => setWhy(target.value)} />
            <span className="hint">{common('whyHint')}</span>
          </label>
        </>
      )}
      <Refused error={removing.error} />
      <p className="actions">
        {data && (
          <button type="button" className="danger" disabled={removing.isPending} onClick={take}>
            {say('removeButton')}
          </button>
        )}
        <button type="button" onClick={onClose}>
          {common('cancel')}
        </button>
      </p>
      <CommandLine line={`lull services delete ${quoted(name)} --if-version ${version}`} />
    </Dialog>
  );
}
