import { z } from 'zod';
import type { Mode } from '../../plan/rules.ts';

const modes = ['full', 'read-only', 'partial', 'hold', 'at-risk'] as const satisfies readonly Mode[];

/** In what way a service is taken down. */
export const mode = z.enum(modes).meta({
  id: 'Mode',
  description:
    'full: nobody gets in. read-only: reading goes on. partial: some paths or tenants. hold: requests wait, ' +
    'at most 30 s. at-risk: nothing closes, people are told',
});
