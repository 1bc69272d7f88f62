import { useSay } from '../../words/words.tsx';
import { useCalled } from './called.ts';
import type { Downtime } from './stage.ts';
import { words } from './words.ts';

/** What changed since it was scheduled and has to be decided on, and what was decided. */
export function Flags({ downtime: { flags, names } }: { readonly downtime: Downtime }) {
  const say = useSay(words);
  const called = useCalled(names);
  if (flags.length === 0) return null;
  const isOpen = flags.some(({ kept }) => kept === null);
  return (
    <section className={isOpen ? 'sheet attention' : 'sheet'} aria-labelledby="flags">
      <h2 id="flags">{say('toDecide')}</h2>
      {isOpen && <p>{say('toDecideHint')}</p>}
      <ul>
        {flags.map(({ rule, name, message, kept }) => (
          <li key={`${rule} ${name} ${message}`}>
            {message}
            {kept && <span className="quiet"> {say('keptBy', { who: called(kept.by), why: kept.why })}</span>}
          </li>
        ))}
      </ul>
    </section>
  );
}
