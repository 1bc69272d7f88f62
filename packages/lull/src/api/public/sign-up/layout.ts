import { join } from 'node:path';
import { directionOf } from '@lull/gate/page';
import { html } from 'hono/html';
import type { PublicPage } from '../../../announce/contract.ts';
import type { Words } from '../../../announce/words/contract.ts';
import { say, type TextKey, type Values } from '../../../announce/words/say.ts';
import { asset } from '../../pages/assets.ts';

export type Html = ReturnType<typeof html>;

export const signUpStyle = asset(
  join(import.meta.dirname, 'assets'),
  'sign-up',
  'css',
  'text/css; charset=utf-8',
);

/** Only our own style loads, nothing runs, nothing frames a page, and forms go nowhere else. */
export const signUpPolicy = [
  "default-src 'none'",
  "style-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

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
</head>
<body>
<header><p>${page.title}</p></header>
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
