import { useState } from 'react';
import { useChange } from '../../api/use.ts';
import { CommandLine, quoted } from '../../parts/command-line.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { Refused } from '../../parts/refused.tsx';
import { shared } from '../../words/shared.ts';
import { useSay } from '../../words/words.tsx';
import { Field } from '../rules/field.tsx';
import { words } from './words.ts';

/** Asks whether a gate is gone, so that nobody waits for it. */
export function RemoveGate({
  service,
  gate,
  onClose,
}: {
  readonly service: string;
  readonly gate: string;
  readonly onClose: () => void;
}) {
  const say = useSay(words);
  const common = useSay(shared);
  const removing = useChange('removeGate');
  const [why, setWhy] = useState('');
  const reason = why.trim();
  const remove = (): void =>
    removing.mutate(
      { params: { name: service, gate }, query: reason ? { why: reason } : {} },
      { onSuccess: onClose },
    );
  return (
    <Dialog title={say('removeTitle', { gate })} onClose={onClose}>
      <p>{say('removeWhat')}</p>
      <Field label={common('why')} hint={common('whyHint')}>
        {(told) => <input {...told} value={why} onChange={({ target }) => setWhy(target.value)} />}
      </Field>
      <Refused error={removing.error} />
      <p className="actions">
        <button type="button" className="danger" disabled={removing.isPending} onClick={remove}>
          {say('remove')}
        </button>
        <button type="button" onClick={onClose}>
          {common('cancel')}
        </button>
      </p>
      <CommandLine
        line={`lull gates remove ${quoted(service)} ${quoted(gate)}${reason && ` --reason ${quoted(reason)}`}`}
      />
    </Dialog>
  );
}
