import { useState } from 'react';
import { shared } from '../../words/shared.ts';
import { useSay } from '../../words/words.tsx';

/** Text that is to be copied as it stands. */
export function Block({ title, text }: { readonly title: string; readonly text: string }) {
  const say = useSay(shared);
  const [isCopied, setIsCopied] = useState(false);
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(text);
    setIsCopied(true);
    setTimeout(() => setIsCopied(false), 2_000);
  };
  return (
    <div className="block">
      <div className="block-head">
        <span>{title}</span>
        <button
          type="button"
          className="small"
          aria-label={`${say('copy')}: ${title}`}
          onClick={() => void copy()}
        >
          {isCopied ? say('copied') : say('copy')}
        </button>
      </div>
      <pre>{text}</pre>
    </div>
  );
}
