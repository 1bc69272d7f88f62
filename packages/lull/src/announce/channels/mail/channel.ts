import { HOUR, MINUTE } from '../../../time/instant.ts';
import type { Channel } from '../contract.ts';
import { readMailAddress } from './address.ts';
import { mailSender } from './sender.ts';
import { CONNECTIONS } from './server.ts';

/** E-mail. Tried for about six hours: a server that greylists or is away for a while gets every message. */
export const mailChannel: Channel = {
  name: 'mail',
  isPublic: true,
  isSecret: false,
  takesCalendar: true,
  isForPrograms: false,
  // Twice the connections of its pool: while one answer is written down the next message is there.
  atOnce: 2 * CONNECTIONS,
  retry: { first: MINUTE, most: HOUR, attempts: 12 },
  read({ address, isTrusted }) {
    const mailbox = readMailAddress(address, isTrusted);
    return { address: mailbox, secret: null, shown: mailbox, isTrusted };
  },
  open: ({ mail }) => mail && mailSender(mail),
};
