import { useState } from 'react';
import type { Answer } from '../../api/ask.ts';
import { useChange } from '../../api/use.ts';
import { CommandLine, quoted } from '../../parts/command-line.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { Labelled } from '../../parts/labelled.tsx';
import { Refused } from '../../parts/refused.tsx';
import { shared } from '../../words/shared.ts';
import { useSay } from '../../words/words.tsx';
import { words } from './words.ts';

/** Adds subscribers from a CSV, after a look at what would become of each line. */
export function Import({ onClose }: { readonly onClose: () => void }) {
  const say = useSay(words);
  const common = useSay(shared);
  const [file, setFile] = useState<{ readonly name: string; readonly text: string } | null>(null);
  const [consent, setConsent] = useState('');
  const [isSkipping, setIsSkipping] = useState(false);
  const look = useChange('importSubscribers');
  const put = useChange('importSubscribers');
  const body = file?.text ?? '';
  const bad = look.data?.badCount ?? 0;
  const count = (look.data?.added ?? 0) + (look.data?.changed ?? 0);
  const line =
    `lull subscribers import ${quoted(file?.name ?? 'customers.csv')} --consent ${quoted(consent.trim() || 'HOW')}` +
    (isSkipping ? ' --skip-bad' : '');
  const preview = (): void =>
    look.mutate({
      query: { consent: consent.trim(), skipBad: 'true', dryRun: 'true' },
      body,
      type: 'text/csv',
    });
  const store = (): void =>
    put.mutate({
      query: { consent: consent.trim(), ...(isSkipping && { skipBad: 'true' }) },
      body,
      type: 'text/csv',
    });
  return (
    <Dialog title={say('importTitle')} onClose={onClose}>
      <p>{say('importText')}</p>
      <form
        className="confirm"
        onSubmit={(event) => {
          event.preventDefault();
          preview();
        }}
      >
        <Labelled label={say('file')}>
          {(labelled) => (
            <input
              {...labelled}
              type="file"
              accept=".csv,text/csv"
              required
              onChange={async ({ target }) => {
                const chosen = target.files?.[0];
                look.reset();
                put.reset();
                setFile(chosen ? { name: chosen.name, text: await chosen.text() } : null);
              }}
            />
          )}
        </Labelled>
        <Labelled label={say('consent')} hint={say('consentHint')}>
          {(labelled) => (
            <input
              {...labelled}
              required
              value={consent}
              onChange={({ target }) => setConsent(target.value)}
            />
          )}
        </Labelled>
        <p className="actions">
          <button type="submit" disabled={!file || !consent.trim() || look.isPending}>
            {common('preview')}
          </button>
        </p>
      </form>
      <Refused error={look.error ?? put.error} />
      <div role="status">
        {put.data ? (
          <Became title={say('imported')} result={put.data} />
        ) : (
          look.data && <Became title={say('wouldBe')} result={look.data} />
        )}
      </div>
      {look.data && !put.data && bad > 0 && (
        <label>
          <input
            type="checkbox"
            checked={isSkipping}
            onChange={({ target }) => setIsSkipping(target.checked)}
          />{' '}
          {say('skipBad')}
        </label>
      )}
      <p className="actions">
        {look.data && !put.data && (
          <button
            type="button"
            className="main"
            disabled={put.isPending || (bad > 0 && !isSkipping)}
            onClick={store}
          >
            {say('importIt', { count })}
          </button>
        )}
        <button type="button" onClick={onClose}>
          {put.data ? common('close') : common('cancel')}
        </button>
      </p>
      <CommandLine line={line} />
    </Dialog>
  );
}

function Became({ title, result }: { readonly title: string; readonly result: Answer<'importSubscribers'> }) {
  const say = useSay(words);
  return (
    <>
      <h3>{title}</h3>
      <ul>
        {(['added', 'changed', 'unchanged', 'stayAway'] as const).map((one) => (
          <li key={one}>
            {say(one)}: {result[one]}
          </li>
        ))}
      </ul>
      {result.badCount > 0 && (
        <table>
          <caption>
            {say('bad')}: {result.badCount}
          </caption>
          <thead>
            <tr>
              <th scope="col">{say('line')}</th>
              <th scope="col">{say('mistake')}</th>
            </tr>
          </thead>
          <tbody>
            {result.bad.map(({ line, message }) => (
              <tr key={line}>
                <th scope="row">{line}</th>
                <td>{message}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </>
  );
}
