import { html } from 'hono/html';
import type { Subscriber } from '../../../announce/contract.ts';
import { type ChoicesView, choicesFields } from './choices.ts';
import { type Html, type Look, layout, saying, text } from './layout.ts';

/** The paths of a subscriber's own pages: they hold the token, and so never come into a log. */
export interface OwnPaths {
  readonly here: string;
  readonly manage: string;
}

/**
 * The page behind the link of the first mail. Opening it does nothing, since mail scanners open links.
 *
 * @example confirmPage(look, subscriber, '/subscribe/confirm/…')
 */
export function confirmPage(look: Look, { shown }: Subscriber, here: string): Html {
  return layout(
    look,
    text(look, 'signUp.confirmTitle'),
    html`<p>${text(look, 'signUp.confirmText', { address: shown })}</p>
${button(here, text(look, 'signUp.confirm'), 'main')}`,
  );
}

/** What is told once the address is confirmed, whenever it was. */
export function confirmedPage(look: Look, { shown }: Subscriber, manage: string): Html {
  return saying(
    look,
    text(look, 'signUp.confirmedTitle'),
    text(look, 'signUp.confirmedText', { address: shown }),
    html`<p><a href="${manage}">${text(look, 'signUp.manageTitle')}</a></p>`,
  );
}

/** What a subscriber's own page is made from. */
export interface ManageView extends ChoicesView {
  readonly shown: string;
  readonly here: string;
  /** What became of the form that was just sent; null where none was. */
  readonly said: 'saved' | 'noService' | 'wrong' | null;
}

/**
 * A subscriber's own page: what they get, how they leave, how they have everything erased.
 *
 * @example managePage(look, { ...choices, shown: 'ada@example.com', here, said: null })
 */
export function managePage(look: Look, view: ManageView): Html {
  const { shown, here, said } = view;
  return layout(
    look,
    text(look, 'signUp.manageTitle'),
    html`${said === null ? '' : saidLine(look, said)}
<p>${text(look, 'signUp.manageText', { address: shown })}</p>
<form method="post" action="${here}">
${choicesFields(look, view)}
<button class="main">${text(look, 'signUp.save')}</button>
</form>
<section>
<h2>${text(look, 'signUp.leaveTitle')}</h2>
<p>${text(look, 'signUp.leaveText')}</p>
${button(`${here}/leave`, text(look, 'signUp.leave'))}
</section>
${eraseSection(look, here)}`,
  );
}

function saidLine(look: Look, said: NonNullable<ManageView['said']>): Html {
  const kind = said === 'saved' ? 'good' : 'wrong';
  return html`<p class="${kind}" role="status">${text(look, `signUp.${said}`)}</p>`;
}

/** The page of somebody who has left: all that can be done is to have the rest erased, or to come back. */
export function leftPage(look: Look, manage: string | null): Html {
  return saying(
    look,
    text(look, 'signUp.leftTitle'),
    text(look, 'signUp.leftText'),
    html`${again(look)}${manage === null ? '' : eraseSection(look, manage)}`,
  );
}

/** The page behind the link to leave. Opening it does nothing. */
export function leavePage(look: Look, here: string): Html {
  return layout(
    look,
    text(look, 'signUp.leaveTitle'),
    html`<p>${text(look, 'signUp.leaveText')}</p>
${button(here, text(look, 'signUp.leave'), 'main')}`,
  );
}

/** What is told once everything is erased. */
export function erasedPage(look: Look): Html {
  return saying(look, text(look, 'signUp.erasedTitle'), text(look, 'signUp.erasedText'));
}

/** What is told of a link that is none of ours, or whose subscriber is gone. */
export function gonePage(look: Look): Html {
  return saying(look, text(look, 'signUp.goneTitle'), text(look, 'signUp.goneText'), again(look));
}

function again(look: Look): Html {
  return html`<p><a href="/subscribe?language=${look.words.language}">${text(look, 'signUp.again')}</a></p>`;
}

/** Needs two steps, so that nobody erases by a slip. */
function eraseSection(look: Look, manage: string): Html {
  return html`<section>
<details>
<summary>${text(look, 'signUp.eraseTitle')}</summary>
<p>${text(look, 'signUp.eraseText')}</p>
${button(`${manage}/erase`, text(look, 'signUp.erase'))}
</details>
</section>`;
}

function button(action: string, label: string, kind = 'plain'): Html {
  return html`<form method="post" action="${action}"><button class="${kind}">${label}</button></form>`;
}
