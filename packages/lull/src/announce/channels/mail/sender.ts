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
  // By the attempt's own signal, which nodemailer hands through.
  const wholes = new WeakSet<AbortSignal>();
  transport.use('stream', ({ data: { signal }, message }, done) => {
    message.processFunc((stream) => stream.once('end', () => signal && wholes.add(signal)));
    done();
  });
  return {
    async send(message, target) {
      // Not AbortSignal.timeout: thousands a second would be there for all of their 25 s.
      const cutting = new AbortController();
      const { signal } = cutting;
      const timer = setTimeout(() => cutting.abort(), within);
      try {
        await transport.sendMail({ ...compose(message, target.address), signal });
        return { outcome: 'sent' };
      } catch (error) {
        return outcomeOf(error, wholes.has(signal));
      } finally {
        clearTimeout(timer);
      }
    },
    async close() {
      // Whatever is still at work was given up: it isn't sent after all.
      transport.close({ force: true });
    },
  };
}
