import { useState } from 'react';
import { useChange } from '../../api/use.ts';
import { quoted } from '../../parts/command-line.tsx';
import { Confirm } from '../../parts/confirm.tsx';
import { Labelled } from '../../parts/labelled.tsx';
import { shared } from '../../words/shared.ts';
import { useSay } from '../../words/words.tsx';
import { Once } from './once.tsx';
import { words } from './words.ts';

interface Of {
  readonly name: string;
  readonly onClose: () => void;
}

/** Enrols an agent; its key is shown once. */
export function AddAgent({ onClose }: { readonly onClose: () => void }) {
  const say = useSay(words);
  const [written, setName] = useState('');
  const add = useChange('addAgent');
  const name = written.trim();
  if (add.data) {
    return (
      <Once title={say('addAgent')} secret={add.data.key} onClose={onClose}>
        {say('madeKey')}
      </Once>
    );
  }
  return (
    <Confirm
      title={say('addAgent')}
      action={say('addAgent')}
      isReady={name !== ''}
      isBusy={add.isPending}
      error={add.error}
      line={`lull agents add ${quoted(name || 'NAME')}`}
      onClose={onClose}
      onDo={() => add.mutate({ body: { name } })}
    >
      <p>{say('agentText')}</p>
      <Labelled label={say('name')}>
        {(labelled) => (
          <input
            {...labelled}
            autoComplete="off"
            placeholder="db-1"
            value={written}
            onChange={({ target }) => setName(target.value)}
          />
        )}
      </Labelled>
    </Confirm>
  );
}

/** Gives an agent another key, which is shown once. */
export function RotateAgent({ name, onClose }: Of) {
  const say = useSay(words);
  const rotate = useChange('rotateAgentKey');
  const title = say('rotateOf', { name });
  if (rotate.data) {
    return (
      <Once title={title} secret={rotate.data.key} onClose={onClose}>
        {say('madeKey')}
      </Once>
    );
  }
  return (
    <Confirm
      title={title}
      action={say('rotate')}
      hasWhy
      isBusy={rotate.isPending}
      error={rotate.error}
      line={`lull agents rotate ${quoted(name)}`}
      onClose={onClose}
      onDo={(why) => rotate.mutate({ params: { name }, body: why ? { why } : {} })}
    >
      <p>{say('rotateText')}</p>
    </Confirm>
  );
}

/** Ends an agent and its key. */
export function RemoveAgent({ name, works, onClose }: Of & { readonly works: number }) {
  const say = useSay(words);
  const common = useSay(shared);
  const remove = useChange('removeAgent');
  return (
    <Confirm
      title={say('removeAgent', { name })}
      action={common('remove')}
      isDanger
      hasWhy
      isBusy={remove.isPending}
      error={remove.error}
      line={`lull agents remove ${quoted(name)}`}
      onClose={onClose}
      onDo={(why) => remove.mutate({ params: { name }, query: why ? { why } : {} }, { onSuccess: onClose })}
    >
      <p>{say('removeAgentText')}</p>
      {works > 0 && <p role="status">{say('worksNow', { count: works })}</p>}
    </Confirm>
  );
}
