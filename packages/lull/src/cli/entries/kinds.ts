import { freezes, services, teams, windows } from '../../api/contract/entries.ts';
import type { Kind } from './commands.ts';

/** The endpoints of each kind. */
export const kinds = { services, windows, freezes, teams } as const satisfies Record<Kind, unknown>;
