import { z } from 'zod';
import { type ErrorCode, errorKinds } from '../../errors.ts';

/** One mistake in a request: where, and what. */
const mistake = z.object({
  at: z.string().meta({ description: 'Such as body.services[0] or query.takes' }),
  message: z.string(),
});

/** Why a request was refused: RFC 9457, with the code that the command line uses too. */
export const problem = z
  .looseObject({
    type: z.string().meta({ description: 'An address that names the kind of problem' }),
    title: z.string().meta({ description: 'What the kind of problem means' }),
    status: z.number().int(),
    detail: z.string().meta({ description: 'What happened here' }),
    code: z.enum(Object.keys(errorKinds) as [ErrorCode, ...ErrorCode[]]),
    todo: z.string().meta({ description: 'What to do about it' }),
    retry: z.boolean().meta({ description: 'Whether the same request may succeed later' }),
    request: z.string().meta({ description: 'The id of the request, for whoever looks at the logs' }),
    mistakes: z.array(mistake).optional().meta({ description: 'With bad-request: every mistake' }),
  })
  .meta({ id: 'Problem', description: 'Why a request was refused (RFC 9457)' });

export type Problem = z.output<typeof problem>;
