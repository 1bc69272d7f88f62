import { Webhook } from 'standardwebhooks';
import { formatInstant } from '../../../time/instant.ts';
import { isWorkKind } from '../../work/contract.ts';
import type { Message, Sender } from '../contract.ts';
import type { Outgoing } from '../outgoing/open.ts';
import { outcomeOf } from '../outgoing/outcome.ts';

/**
 * Calls webhooks. The id stays the same through every attempt; the time that is signed with it and the body
 * is the attempt's, by which the other side refuses what is old.
 *
 * @example await webhookSender(openOutgoing()).send(message, target) // { outcome: 'sent' }
 */
export function webhookSender(outgoing: Outgoing): Sender {
  return {
    async send(message, { address, secret, isTrusted }) {
      if (secret === null) return { outcome: 'refused', error: 'it has no signing secret', disables: false };
      const body = webhookBody(message);
      const attemptedAt = new Date();
      const headers = {
        'content-type': 'application/json',
        'user-agent': 'Lull',
        'webhook-id': message.id,
        'webhook-timestamp': String(Math.floor(attemptedAt.getTime() / 1000)),
        'webhook-signature': new Webhook(secret).sign(message.id, attemptedAt, body),
      };
      return outcomeOf(await outgoing.post({ url: address, headers, body, isTrusted }));
    },
    close: async () => {},
  };
}

/** What a webhook is told: the same bytes for the same message. */
export function webhookBody({ kind, at, data }: Pick<Message, 'kind' | 'at' | 'data'>): string {
  const type = kind === null ? 'test' : `${isWorkKind(kind) ? 'work' : 'downtime'}.${kind}`;
  return JSON.stringify({ type, timestamp: formatInstant(at), data });
}
