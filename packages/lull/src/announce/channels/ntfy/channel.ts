import { MINUTE, SECOND } from '../../../time/instant.ts';
import { badAddress } from '../bad-address.ts';
import type { Channel } from '../contract.ts';
import { readHookUrl } from '../outgoing/read-url.ts';
import { shownUrl } from '../outgoing/shown-url.ts';
import { ntfySender } from './sender.ts';

/** ntfy, at ntfy.sh or on a server of one's own. Who knows the topic reads it. Tried for about an hour. */
export const ntfyChannel: Channel = {
  name: 'ntfy',
  isPublic: false,
  isSecret: true,
  takesCalendar: false,
  isForPrograms: false,
  atOnce: 4,
  retry: { first: 5 * SECOND, most: 15 * MINUTE, attempts: 11 },
  read({ address, secret, isTrusted }) {
    const url = readHookUrl('ntfy', address, isTrusted);
    if (!/^\/[\w-]{1,64}$/.test(url.pathname) || url.search !== '') {
      throw badAddress('ntfy', 'is not a server and a topic', 'Write for example https://ntfy.sh/my-topic.');
    }
    const token = secret?.trim() || null;
    if (token !== null && !/^[\w.~+/=-]{1,200}$/.test(token)) {
      const todo = 'Give an access token of the ntfy server: tk_…';
      throw badAddress('ntfy', 'comes with a token that cannot be one', todo);
    }
    return { address: url.href, secret: token, shown: shownUrl(url), isTrusted };
  },
  open: ({ outgoing }) => ntfySender(outgoing),
};
