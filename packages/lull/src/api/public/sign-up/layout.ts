import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { directionOf } from '@lull/gate/page';
import { html, raw } from 'hono/html';
import { accentOf } from '../../../announce/colours.ts';
import type { PublicPage } from '../../../announce/contract.ts';
import type { Words } from '../../../announce/words/contract.ts';
import { say, type TextKey, type Values } from '../../../announce/words/say.ts';
import { formsStyle } from '../../pages/assets.ts';

export type Html = ReturnType<typeof html>;

export const signUpStyle = formsStyle(join(import.meta.dirname, 'assets'), 'sign-up.css');

/**
 * Only our own style and the page's logo load, nothing runs, nothing frames a page, and forms go nowhere
 * else.
 */
export function policyOf({ colour }: Pick<PublicPage, 'colour'>): string {
  const hash = createHash('sha256').update(coloursOf(colour)).digest('base64');
  return [
    "default-src 'none'",
    `style-src 'self' 'sha256-${hash}'`,
    'img-src data:',
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

/** The brand's colours as the status page has them: readable whatever colour was chosen. */
function coloursOf(colour: string | null): string {
  const { area, onArea, light, dark } = accentOf(colour);
  return `:root { --area: ${area}; --on-area: ${onArea}; --accent: ${light}; }
@media (prefers-color-scheme: dark) { :root { --accent: ${dark}; } }`;
}

/** What every one of these pages is made with. */
export interface Look {
  readonly words: Words;
  readonly page: PublicPage;
}

/** A text of these pages in the reader's language. */
export function text({ words }: Look, key: TextKey, values?: Values): string {
  return say(words, key, values);
}

/**
 * A whole page. Everything that is put into it is escaped, unless it comes from `html` itself.
 *
 * @example layout(look, text(look, 'signUp.title'), html`<form>…</form>`)
 */
export function layout(look: Look, title: string, content: Html): Html {
  const { words, page } = look;
  return html`<!doctype html>
<html lang="${words.language}" dir="${directionOf(words.language)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>${title} · ${page.title}</title>
<link rel="stylesheet" href="${signUpStyle.path}">
<style>${raw(coloursOf(page.colour))}</style>
</head>
<body>
<header>
<div class="brand">${page.logo === null ? '' : html`<img src="${page.logo}" alt="">`}<span>${page.title}</span></div>
</header>
<main>
<h1>${title}</h1>
${content}
</main>
<footer><p><a href="/status?language=${words.language}">${text(look, 'signUp.status')}</a></p></footer>
</body>
</html>`;
}

/** A page that says one thing. */
export function saying(look: Look, title: string, said: string, more: Html | '' = ''): Html {
  return layout(look, title, html`<p>${said}</p>${more}`);
}
