import { type ReactNode, useState } from 'react';
import { CommandLine } from '../../parts/command-line.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { shared } from '../../words/shared.ts';
import { useSay } from '../../words/words.tsx';

/** A secret that is shown once: what it is, itself, and what copies it. */
export function Once({
  title,
  secret,
  children,
  line,
  onClose,
}: {
  readonly title: string;
  readonly secret: string;
  readonly children: ReactNode;
  readonly line?: string;
  readonly onClose: () => void;
}) {
  const say = useSay(shared);
  const [isCopied, setIsCopied] = useState(false);
  return (
    <Dialog title={title} onClose={onClose}>
      <div className="once">
        <p role="status">{children}</p>
        <code>{secret}</code>
        <p className="actions">
          <button
            type="button"
            className="main"
            onClick={() => void navigator.clipboard.writeText(secret).then(() => setIsCopied(true))}
          >
            {say(isCopied ? 'copied' : 'copy')}
          </button>
          <button type="button" onClick={onClose}>
            {say('close')}
          </button>
        </p>
        {line && <CommandLine line={line} />}
      </div>
    </Dialog>
  );
}
