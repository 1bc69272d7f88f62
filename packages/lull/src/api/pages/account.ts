import { html } from 'hono/html';
import type { Actor } from '../../access/contract.ts';
import { leastPassword } from '../../access/library.ts';
import { field, page } from './page.ts';

/**
 * A person's own account: what they may, their passkeys, their password, where they are signed in.
 *
 * @example accountPage(actor);
 */
export function accountPage(actor: Actor) {
  const granted = [...actor.grants].map(([service, role]) => html`<li>${role} of ${service}</li>`);
  return page(
    'account',
    'Your account',
    html`<p>You are <strong>${actor.name}</strong>${
      actor.role === null ? ', without a role for every service' : html`, ${actor.role}`
    }.</p>
${granted.length === 0 ? '' : html`<ul>${granted}</ul>`}
${
  actor.role === null && granted.length === 0
    ? html`<p class="hint">You may do nothing yet. Ask an owner to give you a role.</p>`
    : ''
}
<section aria-labelledby="passkeys-title">
<h2 id="passkeys-title">Passkeys</h2>
<ul id="passkeys" class="rows"></ul>
<button id="add-passkey" disabled>Add a passkey</button>
</section>
<details>
<summary>Change password</summary>
<form id="change-password" method="post" novalidate>
${field('current', 'Password now', html`type="password" autocomplete="current-password" required`)}
${field(
  'new',
  'New password',
  html`type="password" autocomplete="new-password" required`,
  `At least ${leastPassword} characters. Everywhere else you are signed out.`,
)}
<button disabled>Change</button>
</form>
</details>
<section aria-labelledby="sessions-title">
<h2 id="sessions-title">Where you are signed in</h2>
<ul id="sessions" class="rows"></ul>
</section>
<button id="sign-out" disabled>Sign out</button>`,
  );
}
