import { useState } from 'react';
import { shared } from '../words/shared.ts';
import { useSay } from '../words/words.tsx';

/** The line of the command line that does the same, to be copied. */
export function CommandLine({ line }: { readonly line: string }) {
  const say = useSay(shared);
  const [isCopied, setIsCopied] = useState(false);
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(line);
    setIsCopied(true);
    setTimeout(() => setIsCopied(false), 2_000);
  };
  return (
    <div className="command-line">
      <span className="quiet">{say('sameByCommand')}</span>
      <code>{line}</code>
      <button type="button" className="small" onClick={() => void copy()}>
        {isCopied ? say('copied') : say('copy')}
      </button>
    </div>
  );
}

/**
 * An argument as a shell takes it.
 *
 * @example quoted("the owner's disks") === "'the owner'\\''s disks'"
 */
export function quoted(argument: string): string {
  return /^[\w@%+=:,./-]+$/.test(argument) ? argument : `'${argument.replaceAll("'", "'\\''")}'`;
}
