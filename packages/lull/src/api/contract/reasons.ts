import { z } from 'zod';
import { ruleKinds } from '../../plan/rules.ts';

const reason = z
  .object({
    rule: z.enum(ruleKinds),
    name: z.string().nullable().meta({ description: 'Of the window, freeze, team or other downtime' }),
    message: z.string(),
  })
  .meta({ id: 'Reason' });

/** Rules that stand in the way, or the windows that allow it. */
export const reasons = (description: string) => z.array(reason).meta({ description });
