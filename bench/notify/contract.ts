import type { Message } from '../../packages/lull/src/announce/channels/contract.ts';
import type { StoreOptions } from '../../packages/lull/src/store/open.ts';

/** Who all mails are from. */
export const from = 'Example status <status@example.com>';

/** What a process is told when it starts. */
export type Told =
  | { readonly port: number; readonly store: StoreOptions; readonly notices: number }
  | { readonly port: number; readonly message: Message; readonly address: string };

/** What a side did when it was asked to send so many. */
export interface Said {
  readonly sent: number;
  readonly ms: number;
  /** Its processor time, milliseconds. */
  readonly cpu: number;
}
