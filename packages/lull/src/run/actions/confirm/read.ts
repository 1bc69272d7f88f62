import { words } from '../../../catalog/fields.ts';
import type { ConfirmAction } from '../../steps/contract.ts';
import type { Format } from '../format.ts';

/** `confirm`: a question to a person. */
export const confirmFormat: Format<ConfirmAction> = {
  schema: words
    .refine((question) => question !== '', { error: 'asks nothing' })
    .transform((question): ConfirmAction => ({ kind: 'confirm', question }))
    .meta({ description: 'A question to a person, who answers before it goes on' }),
  shows: ({ question }) => `ask: ${question}`,
  refusesAt: () => null,
  fill: ({ kind, question }, fill) => ({ kind, question: fill(question) }),
  targets: () => [],
  files: () => [],
  isIdempotent: () => true,
};
