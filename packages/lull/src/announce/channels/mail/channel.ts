import { HOUR, MINUTE } from '../../../time/instant.ts';
import type { Channel } from '../contract.ts';
import { readMailAddress } from './address.ts';

/** E-mail. Tried for about six hours: a server that greylists or is away for a while gets every message. */
export const mailChannel: Channel = {
  name: 'mail',
  isPublic: true,
  isSecret: false,
  retry: { first: MINUTE, most: HOUR, attempts: 12 },
  read({ address, isTrusted }) {
    const mailbox = readMailAddress(address, isTrusted);
    return { address: mailbox, secret: null, shown: mailbox, isTrusted };
  },
};
