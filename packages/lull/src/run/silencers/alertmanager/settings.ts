import { z } from 'zod';
import { reached, secret, user } from '../settings/fields.ts';

/** What is said of an Alertmanager. */
export const alertmanagerSettings = z
  .strictObject({
    kind: z.literal('alertmanager'),
    ...reached,
    user: user.nullish(),
    password: secret.nullish(),
    token: secret.nullish(),
  })
  .refine(({ user: given, password }) => !given === !password, {
    path: ['password'],
    message: 'and user belong together; write both or none',
  })
  .refine(({ user: given, token }) => !given || !token, {
    path: ['token'],
    message: 'and user exclude each other; write one of them',
  });

export type AlertmanagerSettings = z.output<typeof alertmanagerSettings>;
