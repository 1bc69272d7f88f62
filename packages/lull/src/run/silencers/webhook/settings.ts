import { z } from 'zod';
import { reached, secret } from '../settings/fields.ts';

/** What is said of a webhook that is told of quiet. */
export const webhookSettings = z.strictObject({
  kind: z.literal('webhook'),
  ...reached,
  secret,
});

export type WebhookSettings = z.output<typeof webhookSettings>;
