import { z } from 'zod';
import { reached, secret, user } from '../settings/fields.ts';

/** What is said of an Icinga 2. */
export const icinga2Settings = z.strictObject({
  kind: z.literal('icinga2'),
  ...reached,
  user,
  password: secret,
});

export type Icinga2Settings = z.output<typeof icinga2Settings>;
