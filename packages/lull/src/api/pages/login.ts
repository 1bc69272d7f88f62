import { html } from 'hono/html';
import { field, page } from './page.ts';

/** What the sign-in page is made from. */
export interface LoginView {
  /** Name of the provider that people may sign in with; null for none. */
  readonly provider: string | null;
  /** Code of what went wrong at the provider; null when nothing did. */
  readonly error: string | null;
  /** Where to go afterwards, a path of this server. */
  readonly next: string;
}

const told = new Map([
  ['access_denied', 'The provider did not let you in.'],
  ['email_not_verified', 'The provider has not verified your e-mail address. Ask whoever runs it.'],
  [
    'account_not_linked',
    'There is an account of that address, and the provider has not verified that it is yours.',
  ],
]);

/**
 * The page to sign in: with a password, a passkey, or the provider.
 *
 * @example loginPage({ provider: 'Example ID', error: null, next: '/account' });
 */
export function loginPage({ provider, error, next }: LoginView) {
  const wrong =
    error === null ? null : (told.get(error) ?? 'Signing in with the provider did not work. Try again.');
  return page(
    'login',
    'Sign in',
    html`${wrong === null ? '' : html`<p class="said">${wrong}</p>`}
<form id="password-form" method="post" data-next="${next}" novalidate>
${field('email', 'E-mail address', html`type="email" autocomplete="username" required autofocus`)}
${field('password', 'Password', html`type="password" autocomplete="current-password" required`)}
<button class="main" disabled>Sign in</button>
</form>
<p class="or">or</p>
<button id="passkey" disabled>Sign in with a passkey</button>
${provider === null ? '' : html`<button id="provider" disabled>Sign in with ${provider}</button>`}
<p class="hint">Forgotten your password? An owner can make you a link for a new one.</p>`,
  );
}
