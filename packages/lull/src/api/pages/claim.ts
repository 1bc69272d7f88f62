import { html } from 'hono/html';
import { leastPassword } from '../../access/library.ts';
import { field, page } from './page.ts';

/**
 * The page behind a one-time link. The link's token is after `#` and so never comes to the server with the
 * page: the script looks what it is good for and shows the fields that it needs.
 *
 * @example claimPage();
 */
export function claimPage() {
  const hint = `At least ${leastPassword} characters; a few words are good.`;
  return page(
    'claim',
    'Welcome',
    html`<p id="lead">Looking at your link…</p>
<form id="claim-form" method="post" novalidate hidden>
${field('email', 'E-mail address', html`type="email" autocomplete="username" required`)}
${field('name', 'Your name', html`autocomplete="name" maxlength="100"`, 'As colleagues will see it.')}
${field('password', 'New password', html`type="password" autocomplete="new-password" required`, hint)}
<button class="main" disabled>Set password</button>
<div id="passkey-choice">
<p class="or">or</p>
<button type="button" id="passkey" disabled>Use a passkey instead</button>
</div>
</form>`,
  );
}
