import type { ReactNode } from 'react';
import { useSay } from '../../words/words.tsx';
import type { StepName } from './steps.ts';
import { words } from './words.ts';

/** One of the first steps: what it is, whether it is done, and what it holds while it is open. */
export function Step({
  name,
  isDone,
  isOpen,
  onOpen,
  children,
}: {
  readonly name: StepName;
  readonly isDone: boolean;
  readonly isOpen: boolean;
  /** Null while there is nothing to open. */
  readonly onOpen: (() => void) | null;
  readonly children: ReactNode;
}) {
  const say = useSay(words);
  const title = say(`step-${name}`);
  return (
    <li className="sheet setup-step" data-done={isDone} aria-current={isOpen ? 'step' : undefined}>
      <h2 id={`step-${name}`}>
        {title}{' '}
        <span className="state" data-done={isDone}>
          {say(isDone ? 'done' : 'open')}
        </span>
        {!isOpen && onOpen && (
          <button type="button" className="small" aria-label={`${say('show')}: ${title}`} onClick={onOpen}>
            {say('show')}
          </button>
        )}
      </h2>
      {isOpen && children}
    </li>
  );
}
