import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { addressOf, ask } from '../../api/ask.ts';
import { useAsk, useChange } from '../../api/use.ts';
import { CommandLine, quoted } from '../../parts/command-line.tsx';
import { EntryChanges } from '../../parts/entry-changes.tsx';
import { Labelled } from '../../parts/labelled.tsx';
import { useMay } from '../../parts/may.ts';
import { Refused } from '../../parts/refused.tsx';
import { shared } from '../../words/shared.ts';
import { useSay } from '../../words/words.tsx';
import { words } from './words.ts';

/** The whole catalog as a lull.yaml: taken away, or written and applied after a look at what would change. */
export function Catalog() {
  const say = useSay(words);
  const may = useMay();
  const [isOpen, setIsOpen] = useState(false);
  const [said, setSaid] = useState('');
  const { data } = useAsk('exportDocument', {}, { enabled: isOpen });
  const text = data as unknown as string | null | undefined;
  return (
    <section className="sheet" aria-labelledby="catalog-title">
      <h2 id="catalog-title">{say('catalog')}</h2>
      <p className="quiet">{say('catalogText')}</p>
      <p role="status" className="said">
        {said}
      </p>
      <div className="actions">
        <a className="button" href={addressOf('exportDocument')} download="lull.yaml">
          {say('export')}
        </a>
        {may('configure') && !isOpen && (
          <button
            type="button"
            onClick={() => {
              setSaid('');
              setIsOpen(true);
            }}
          >
            {say('edit')}
          </button>
        )}
      </div>
      {isOpen && typeof text === 'string' ? (
        <Write
          stored={text}
          onClose={(isApplied) => {
            if (isApplied) setSaid(say('applied'));
            setIsOpen(false);
          }}
        />
      ) : (
        <CommandLine line="lull export > lull.yaml" />
      )}
    </section>
  );
}

function Write({
  stored,
  onClose,
}: {
  readonly stored: string;
  readonly onClose: (isApplied: boolean) => void;
}) {
  const say = useSay(words);
  const common = useSay(shared);
  const client = useQueryClient();
  const [base, setBase] = useState(stored);
  const [text, setText] = useState(stored);
  const [isPruning, setIsPruning] = useState(false);
  const [why, setWhy] = useState('');
  const [isOld, setIsOld] = useState(false);
  const look = useChange('applyDocument');
  const apply = useChange('applyDocument');
  const query = {
    ...(isPruning && { prune: 'true' as const }),
    ...(why.trim() && { why: why.trim() }),
  };
  const change = (): void => {
    look.reset();
    apply.reset();
  };
  const preview = (): void => {
    setIsOld(false);
    apply.reset();
    look.mutate({ query: { ...query, dryRun: 'true' }, body: text });
  };
  const store = async (): Promise<void> => {
    // An apply has no version of its own: what was written upon has to be what is stored still.
    const now = (await client.fetchQuery({
      queryKey: ['exportDocument', 'now'],
      queryFn: () => ask('exportDocument'),
      staleTime: 0,
    })) as unknown as string;
    if (now !== base) {
      setBase(now);
      setIsOld(true);
      look.reset();
      return;
    }
    await apply.mutateAsync({ query, body: text });
    onClose(true);
  };
  const flags = `${isPruning ? ' --prune' : ''}${why.trim() ? ` --reason ${quoted(why.trim())}` : ''}`;
  return (
    <form
      className="confirm"
      onSubmit={(event) => {
        event.preventDefault();
        if (look.data) void store().catch(() => {});
        else preview();
      }}
    >
      <Labelled label={say('yaml')}>
        {(labelled) => (
          <textarea
            {...labelled}
            className="yaml"
            spellCheck={false}
            value={text}
            onChange={({ target }) => {
              setText(target.value);
              change();
            }}
          />
        )}
      </Labelled>
      <label>
        <input
          type="checkbox"
          checked={isPruning}
          onChange={() => {
            setIsPruning(!isPruning);
            change();
          }}
        />{' '}
        {say('prune')}
      </label>
      <Labelled label={common('why')} hint={common('whyHint')}>
        {(labelled) => <input {...labelled} value={why} onChange={({ target }) => setWhy(target.value)} />}
      </Labelled>
      {isOld && (
        <p className="refused" role="alert">
          {say('meanwhile')}
        </p>
      )}
      <Refused error={look.error ?? apply.error} />
      <div role="status">{look.data && <EntryChanges change={look.data} />}</div>
      <p className="actions">
        <button
          type="submit"
          className="main"
          disabled={look.isPending || apply.isPending || look.data?.changes.length === 0}
        >
          {look.data ? say('apply') : common('preview')}
        </button>
        <button type="button" onClick={() => onClose(false)}>
          {common('cancel')}
        </button>
      </p>
      <CommandLine line={`lull apply -f lull.yaml${flags}${look.data ? '' : ' --dry-run'}`} />
    </form>
  );
}
