import { useState } from 'react';
import { Link, useLocation } from 'wouter';
import { useAsk, useChange } from '../../api/use.ts';
import { CommandLine, quoted } from '../../parts/command-line.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { Refused } from '../../parts/refused.tsx';
import { shared } from '../../words/shared.ts';
import { useSay } from '../../words/words.tsx';
import { Touches } from './follows.tsx';
import { type Kind, named, type Rule } from './kinds.ts';
import { words } from './words.ts';

/** Asks whether to take a window or freeze away, having told what hangs on it. */
export function Remove({
  kind,
  rule,
  onClose,
}: {
  readonly kind: Kind;
  readonly rule: Rule;
  readonly onClose: () => void;
}) {
  const say = useSay(words);
  const common = useSay(shared);
  const [, go] = useLocation();
  const [why, setWhy] = useState('');
  const { name, version } = rule;
  const { remove, path } = named(kind);
  const { data, error } = useAsk(remove, { params: { name }, query: { dryRun: 'true' }, version });
  const removing = useChange(remove);
  const usedBy = (error?.problem?.usedBy ?? []) as readonly { kind: string; name: string; title?: string }[];
  const reason = why.trim();
  const take = async (): Promise<void> => {
    await removing.mutateAsync({ params: { name }, query: reason ? { why: reason } : {}, version });
    go(`/windows?removed=${encodeURIComponent(name)}`);
  };
  return (
    <Dialog title={say('removeTitle', { name })} onClose={onClose}>
      {data === undefined && error === null && <p className="quiet">{common('loading')}</p>}
      {error?.code === 'in-use' && (
        <div role="alert">
          <p>{say('inUse')}</p>
          <ul>
            {usedBy.map((one) => (
              <li key={`${one.kind} ${one.name}`}>
                {one.kind === 'service' ? (
                  <Link href={`/services/${encodeURIComponent(one.name)}`}>{one.name}</Link>
                ) : (
                  (one.title ?? one.name)
                )}
              </li>
            ))}
          </ul>
        </div>
      )}
      {error?.code !== 'in-use' && <Refused error={error} />}
      {data && <Touches touches={data.touches} some={say('removeTouches')} none={say('removeTouchesNone')} />}
      {data && (
        <label className="field">
          {common('why')}
          <input value={why} onChange={({ target }) => setWhy(target.value)} />
          <span className="hint">{common('whyHint')}</span>
        </label>
      )}
      <Refused error={removing.error} />
      <p className="actions">
        {data && (
          <button
            type="button"
            className="danger"
            disabled={removing.isPending}
            onClick={() => void take().catch(() => {})}
          >
            {say('removeButton')}
          </button>
        )}
        <button type="button" onClick={onClose}>
          {common('cancel')}
        </button>
      </p>
      <CommandLine line={`lull ${path} delete ${quoted(name)} --if-version ${version}`} />
    </Dialog>
  );
}
