import { MINUTE, SECOND } from '../../../time/instant.ts';
import type { Channel } from '../contract.ts';
import { readHookUrl } from '../outgoing/read-url.ts';
import { shownUrl } from '../outgoing/shown-url.ts';
import { webhookSender } from './sender.ts';
import { makeSigningSecret, readSigningSecret } from './signing-secret.ts';

/** Webhooks, signed after the Standard Webhooks specification. Tried for about an hour. */
export const webhookChannel: Channel = {
  name: 'webhook',
  isPublic: false,
  isSecret: true,
  takesCalendar: false,
  isForPrograms: true,
  atOnce: 20,
  retry: { first: 10 * SECOND, most: 30 * MINUTE, attempts: 10 },
  read({ address, secret, isTrusted }) {
    const url = readHookUrl('webhook', address, isTrusted);
    const signing = secret?.trim() ? readSigningSecret(secret.trim()) : makeSigningSecret();
    return { address: url.href, secret: signing, shown: shownUrl(url), isTrusted };
  },
  open: ({ outgoing }) => webhookSender(outgoing),
};
