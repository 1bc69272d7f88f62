import { useEffect, useState } from 'react';
import type { Answer } from '../../api/ask.ts';
import { useChange } from '../../api/use.ts';
import { CommandLine, quoted } from '../../parts/command-line.tsx';
import { EntryChanges, Stale } from '../../parts/entry-changes.tsx';
import { Labelled } from '../../parts/labelled.tsx';
import { Refused } from '../../parts/refused.tsx';
import { shared } from '../../words/shared.ts';
import { useSay } from '../../words/words.tsx';
import { type Body, withValue } from './body.ts';
import { Fields } from './fields.tsx';
import { words } from './words.ts';

/** What is typed about the organisation, what would be another than before, and what stores it. */
export function OrganisationForm({
  saved,
  mayChange,
  onSaved,
}: {
  readonly saved: Answer<'readOrganisation'> | null;
  readonly mayChange: boolean;
  readonly onSaved: () => void;
}) {
  const say = useSay(words);
  const common = useSay(shared);
  const [base, setBase] = useState(saved);
  const [typed, setTyped] = useState<Body | null>(null);
  const [version, setVersion] = useState<number | 'new'>(saved?.version ?? 'new');
  const [round, setRound] = useState(0);
  const [why, setWhy] = useState('');
  const look = useChange('putOrganisation');
  const put = useChange('putOrganisation');
  useEffect(() => {
    // Whoever has typed nothing sees what is stored.
    if (typed !== null || saved?.version === base?.version) return;
    setBase(saved);
    setVersion(saved?.version ?? 'new');
    setRound((before) => before + 1);
  }, [saved, base, typed]);
  const body = typed ?? base?.body ?? {};
  const error = put.error ?? look.error;
  const isStale = error?.code === 'stale-version' || error?.code === 'already-exists';
  const reason = why.trim() ? { why: why.trim() } : {};
  const reset = (): void => {
    look.reset();
    put.reset();
  };
  return (
    <form
      className="confirm"
      onSubmit={(event) => {
        event.preventDefault();
        if (look.data) put.mutate({ query: reason, body, version }, { onSuccess: onSaved });
        else look.mutate({ query: { dryRun: 'true' }, body, version });
      }}
    >
      <fieldset className="plain" disabled={!mayChange}>
        <Fields
          key={round}
          body={body}
          onSet={(path, value) => {
            setTyped(withValue(body, path, value));
            reset();
          }}
        />
      </fieldset>
      {typed !== null && (
        <Labelled label={common('why')} hint={common('whyHint')}>
          {(labelled) => <input {...labelled} value={why} onChange={({ target }) => setWhy(target.value)} />}
        </Labelled>
      )}
      {isStale ? (
        <Stale
          kind="readOrganisation"
          name="organisation"
          onMine={(now) => {
            setVersion(now);
            reset();
          }}
        />
      ) : (
        <Refused error={error} />
      )}
      <div role="status">{look.data && <EntryChanges change={look.data} />}</div>
      {mayChange && (
        <p className="actions">
          <button
            type="submit"
            className="main"
            disabled={typed === null || isStale || look.isPending || put.isPending}
          >
            {look.data ? common('save') : common('preview')}
          </button>
          {typed !== null && (
            <button
              type="button"
              onClick={() => {
                setTyped(null);
                setRound(round + 1);
                reset();
              }}
            >
              {say('discard')}
            </button>
          )}
        </p>
      )}
      {typed !== null && (
        <CommandLine
          line={`lull apply -f organisation.yaml${reason.why ? ` --reason ${quoted(reason.why)}` : ''}`}
        />
      )}
    </form>
  );
}
