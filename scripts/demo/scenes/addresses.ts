import type { Stage } from '../stage.ts';
import type { World } from './set-up.ts';

/** What to open in the browser. */
export function showAddresses({ talk }: Stage, { lull, shop, mails }: World): void {
  talk.list('Open in your browser', [
    ['the shop', shop.url],
    ['what its customers may know', `${lull.url}/status`],
    ['the mails that they get', mails.page],
    ['the console', `${lull.url}/console`],
    ['  sign in as', lull.email],
    ['  password', lull.password],
  ]);
}
