import type { ReactNode } from 'react';
import { CommandLine } from './command-line.tsx';

/** What stands where there is nothing yet: what it would be, and the first command that makes one. */
export function Empty({ command, children }: { readonly command?: string; readonly children: ReactNode }) {
  return (
    <div className="empty">
      <p>{children}</p>
      {command !== undefined && <CommandLine line={command} />}
    </div>
  );
}
