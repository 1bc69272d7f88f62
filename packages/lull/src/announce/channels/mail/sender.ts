import { createTransport } from 'nodemailer';
import { SECOND } from '../../../time/instant.ts';
import type { MailSettings } from '../../settings.ts';
import type { Sender } from '../contract.ts';
import { composeWith } from './compose.ts';
import { outcomeOf } from './outcome.ts';
import { poolOptions } from './server.ts';

/** Less than the delivery waits for any channel: what it gives up is over, and isn't sent after all. */
const LONGEST = 25 * SECOND;

/**
 * Sends mails over a few connections that are kept.
 *
 * @param within milliseconds that one attempt may take
 * @throws LullError `bad-setting` for a server or sender that can't be used
 * @example const { send } = mailSender({ server: 'smtps://u:p@mail.example.com', from: 'a@example.com' });
 */
export function mailSender({ server, from }: MailSettings, within = LONGEST): Sender {
  const compose = composeWith(from);
  const transport = createTransport({
    ...poolOptions(server),
    pool: true,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return {
    async send(message, target) {
      try {
        const signal = AbortSignal.timeout(within);
        await transport.sendMail({ ...compose(message, target.address), signal });
        return { outcome: 'sent' };
      } catch (error) {
        return outcomeOf(error);
      }
    },
    async close() {
      transport.close();
    },
  };
}
