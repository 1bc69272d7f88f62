import { Webhook } from 'standardwebhooks';
import { type Calls, refusal, unforeseen } from '../calls/open.ts';
import type { SilencerParts } from '../contract.ts';

/** What is told. */
export interface Message {
  /** The same for every attempt. */
  readonly id: string;
  readonly type: 'silence.held' | 'silence.renewed' | 'silence.released' | 'test';
  readonly data: Readonly<Record<string, unknown>>;
}

/** The one call: a message that is signed after the Standard Webhooks specification. */
export interface Api {
  tell(message: Message): Promise<void>;
}

const PREFIX = 'whsec_';

/**
 * Signs messages and sends them. The time that is signed is the attempt's, by which the other side refuses
 * what is old.
 *
 * @param secret `whsec_` and 24 to 64 bytes in base64
 * @example await apiOf(calls, parts, secret).tell({ id: 'a1.held', type: 'silence.held', data: {} })
 */
export function apiOf(calls: Calls, { name }: SilencerParts, secret: () => Promise<string>): Api {
  return {
    async tell({ id, type, data }) {
      const webhook = new Webhook(signing(name, await secret()));
      const at = new Date();
      const body = JSON.stringify({ type, timestamp: at.toISOString(), data });
      const answer = await calls.call({
        method: 'POST',
        path: '',
        headers: {
          'content-type': 'application/json',
          'webhook-id': id,
          'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
          'webhook-signature': webhook.sign(id, at, body),
        },
        body,
      });
      if (answer.status < 200 || answer.status > 299) throw unforeseen(name, answer);
    },
  };
}

function signing(name: string, secret: string): string {
  const encoded = secret.startsWith(PREFIX) ? secret.slice(PREFIX.length) : '';
  const bytes = Buffer.from(encoded, 'base64');
  if (bytes.length >= 24 && bytes.length <= 64) return `${PREFIX}${bytes.toString('base64')}`;
  const todo = 'Give whsec_ and 24 to 64 random bytes in base64.';
  throw refusal(name, 'its secret is none that can be signed with', todo);
}
