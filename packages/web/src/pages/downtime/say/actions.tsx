import { useState } from 'react';
import { useMay } from '../../../parts/may.ts';
import { useSay } from '../../../words/words.tsx';
import type { CommandName, Downtime } from '../stage.ts';
import { commands, offered } from './commands.ts';
import { Saying } from './saying.tsx';
import { commandWords } from './words.ts';

/**
 * What may be done with a downtime now, as buttons, the most likely first.
 *
 * @param me id of whoever looks, who may not be the second person to what they proposed
 */
export function Actions({ downtime, me }: { readonly downtime: Downtime; readonly me: string | undefined }) {
  const say = useSay(commandWords);
  const may = useMay();
  const [chosen, setChosen] = useState<CommandName | null>(null);
  const isOwn = downtime.proposal !== null && downtime.proposal.by === me;
  const all = offered(downtime, may).filter((name) => name !== 'approve' || !isOwn);
  return (
    <>
      {all.map((name, i) => (
        <button
          key={name}
          type="button"
          className={commands[name].isDanger ? 'danger' : i === 0 ? 'main' : ''}
          onClick={() => setChosen(name)}
        >
          {say(name)}
        </button>
      ))}
      {chosen && <Saying key={chosen} name={chosen} downtime={downtime} onClose={() => setChosen(null)} />}
    </>
  );
}
