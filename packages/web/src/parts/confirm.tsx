import { type ReactNode, useState } from 'react';
import type { Refusal } from '../api/ask.ts';
import { shared } from '../words/shared.ts';
import { useSay } from '../words/words.tsx';
import { CommandLine, quoted } from './command-line.tsx';
import { Dialog } from './dialog.tsx';
import { Labelled } from './labelled.tsx';
import { Refused } from './refused.tsx';

/**
 * Tells what would be done and asks before it is done.
 *
 * @param line the command that does the same, without its reason
 * @param hasWhy whether a reason is asked for, which is kept in the audit trail
 * @param isReady whether it can be done; false while the preview is still asked for, or was refused
 */
export function Confirm({
  title,
  children,
  action,
  isDanger = false,
  hasWhy = false,
  isReady = true,
  isBusy,
  line,
  error,
  onDo,
  onClose,
}: {
  readonly title: string;
  readonly children: ReactNode;
  readonly action: string;
  readonly isDanger?: boolean;
  readonly hasWhy?: boolean;
  readonly isReady?: boolean;
  readonly isBusy: boolean;
  readonly line: string;
  readonly error: Refusal | null;
  readonly onDo: (why: string | undefined) => void;
  readonly onClose: () => void;
}) {
  const say = useSay(shared);
  const [written, setWritten] = useState('');
  const why = written.trim();
  return (
    <Dialog title={title} onClose={onClose}>
      {children}
      <form
        className="confirm"
        onSubmit={(event) => {
          event.preventDefault();
          onDo(why || undefined);
        }}
      >
        {hasWhy && (
          <Labelled label={say('why')} hint={say('whyHint')}>
            {(labelled) => (
              <input {...labelled} value={written} onChange={({ target }) => setWritten(target.value)} />
            )}
          </Labelled>
        )}
        <Refused error={error} />
        <p className="actions">
          <button type="submit" className={isDanger ? 'danger' : 'main'} disabled={!isReady || isBusy}>
            {action}
          </button>
          <button type="button" onClick={onClose}>
            {say('cancel')}
          </button>
        </p>
      </form>
      <CommandLine line={hasWhy && why ? `${line} --reason ${quoted(why)}` : line} />
    </Dialog>
  );
}
