import { z } from 'zod';
import { type ErrorCode, errorKinds } from '../../errors.ts';

/** One mistake: what, and where in the request or in the block of lull.yaml. */
const mistake = z.looseObject({
  message: z.string(),
  at: z.string().optional().meta({ description: 'Such as body.services[0] or query.takes' }),
  field: z.string().nullish().meta({ description: 'Of a block or a lull.yaml, such as windows.0' }),
  line: z.number().int().nullish().meta({ description: 'Of a lull.yaml' }),
  hint: z.string().nullish(),
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
    mistakes: z
      .array(mistake)
      .optional()
      .meta({ description: 'With bad-request and bad-config: every mistake' }),
  })
  .meta({ description: 'Why a request was refused (RFC 9457)' });

export type Problem = z.output<typeof problem>;
