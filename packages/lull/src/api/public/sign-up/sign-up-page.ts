import { html } from 'hono/html';
import { type ChoicesView, choicesFields } from './choices.ts';
import { type Html, type Look, layout, saying, text } from './layout.ts';

/** What is wrong with a form that was sent. */
export type SignUpFault = 'badAddress' | 'noService' | 'wrong';

/** What the page to sign up is made from. */
export interface SignUpView extends ChoicesView {
  readonly address: string;
  readonly fault: SignUpFault | null;
}

/**
 * The page on which people sign up.
 *
 * @example signUpPage(look, { ...choices, address: '', fault: null })
 */
export function signUpPage(look: Look, view: SignUpView): Html {
  const { address, fault } = view;
  const isBad = fault === 'badAddress';
  const told =
    fault === null ? '' : html`<p class="wrong" id="fault" role="alert">${text(look, `signUp.${fault}`)}</p>`;
  return layout(
    look,
    text(look, 'signUp.title'),
    html`<p>${text(look, 'signUp.lead')}</p>
${told}
<form method="post" action="/subscribe?language=${look.words.language}">
<div class="field">
<label for="address">${text(look, 'signUp.address')}</label>
<input id="address" name="address" type="email" autocomplete="email" maxlength="254" required
 value="${address}"${isBad ? html` aria-invalid="true" aria-describedby="fault"` : ''}>
</div>
${choicesFields(look, view)}
<p class="hint">${text(look, 'signUp.privacy')}</p>
<button class="main">${text(look, 'signUp.send')}</button>
</form>`,
  );
}

/**
 * What everybody is told who signs up: the same for every address.
 *
 * @example askedPage(look, 'ada@example.com')
 */
export function askedPage(look: Look, address: string): Html {
  return saying(look, text(look, 'signUp.askedTitle'), text(look, 'signUp.askedText', { address }));
}
