import { MINUTE, SECOND } from '../../../time/instant.ts';
import { badAddress } from '../bad-address.ts';
import type { Channel } from '../contract.ts';
import { readHookUrl } from '../outgoing/read-url.ts';
import { shownUrl } from '../outgoing/shown-url.ts';
import { slackSender } from './sender.ts';

/** The two clouds of Slack. What speaks the same (Mattermost, Rocket.Chat) only the owner may name. */
const slackHosts = ['hooks.slack.com', 'hooks.slack-gov.com'];

/** Slack's incoming webhooks. The address is the key. Tried for about an hour. */
export const slackChannel: Channel = {
  name: 'slack',
  isPublic: false,
  isSecret: true,
  takesCalendar: false,
  isForPrograms: false,
  atOnce: 4,
  retry: { first: 5 * SECOND, most: 15 * MINUTE, attempts: 11 },
  read({ address, isTrusted }) {
    const url = readHookUrl('slack', address, isTrusted);
    const isSlack = slackHosts.includes(url.host) && /^\/services\/./.test(url.pathname);
    if (!isSlack && !isTrusted) {
      const todo = 'Give the address of an incoming webhook: https://hooks.slack.com/services/…';
      throw badAddress('slack', 'is not one of Slack', todo);
    }
    return { address: url.href, secret: null, shown: isSlack ? shownHook(url) : shownUrl(url), isTrusted };
  },
  open: ({ outgoing }) => slackSender(outgoing),
};

/** The workspace's id tells two hooks apart and opens nothing. */
function shownHook({ host, pathname }: URL): string {
  const workspace = /^\/services\/([A-Z\d]+)\/./.exec(pathname)?.[1];
  return workspace === undefined ? `https://${host}/…` : `https://${host}/services/${workspace}/…`;
}
