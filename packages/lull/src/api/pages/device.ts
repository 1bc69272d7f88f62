import { html } from 'hono/html';
import { field, page } from './page.ts';

/**
 * The page on which a person lets in a program that shows a code. Nothing happens before they say so, so that
 * a link which somebody sends them does nothing by itself.
 *
 * @example devicePage({ person: 'Ada', code: 'ABCD-EFGH' });
 */
export function devicePage({ person, code }: { readonly person: string; readonly code: string }) {
  const shown = code.slice(0, 20);
  return page(
    'device',
    'Let a program in',
    html`<form id="code-form" method="post" novalidate>
<p>You are ${person}. Go on only if you have just typed <code>lull login</code> yourself, and if your terminal
shows this code.</p>
${field(
  'code',
  'Code',
  html`value="${shown}" autocomplete="off" autocapitalize="characters" spellcheck="false" required`,
)}
<button class="main" disabled>Continue</button>
</form>
<section id="decision" hidden>
<p>The program on <strong id="machine"></strong> wants to act for you: it may do what you may, until you
revoke its key.</p>
<button class="main" id="approve" disabled>Let it in</button>
<button id="deny" disabled>Do not</button>
</section>`,
  );
}
