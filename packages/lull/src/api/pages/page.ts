import { html } from 'hono/html';
import { identityScript, identityStyle } from './assets.ts';

type Html = ReturnType<typeof html>;

/** Nothing but our own script and style runs or loads, nothing frames a page, and forms go nowhere else. */
export const contentPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

/**
 * A whole page. Everything that is put into it is escaped, unless it comes from `html` itself.
 *
 * @param name what the script does on it.
 * @example page('login', 'Sign in', html`<form>…</form>`);
 */
export function page(name: string, title: string, content: Html): Html {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>${title} · Lull</title>
<link rel="stylesheet" href="${identityStyle.path}">
<script type="module" src="${identityScript.path}"></script>
</head>
<body>
<main data-page="${name}">
<p class="brand">Lull</p>
<h1>${title}</h1>
${content}
<p class="said" id="said" role="alert"></p>
<noscript><p class="said">This page needs JavaScript: it signs you in without sending the page again.</p></noscript>
</main>
</body>
</html>`;
}

/**
 * A labelled field.
 *
 * @example field('email', 'E-mail address', html`type="email" autocomplete="username"`);
 */
export function field(name: string, label: string, attributes: Html, hint = ''): Html {
  const hinted = hint === '' ? '' : html` aria-describedby="${name}-hint"`;
  return html`<div class="field" id="${name}-field">
<label for="${name}">${label}</label>
<input id="${name}" name="${name}" ${attributes}${hinted}>
${hint === '' ? '' : html`<p class="hint" id="${name}-hint">${hint}</p>`}
</div>`;
}

/**
 * A path of this server to go on to; what leads anywhere else is the console.
 *
 * @example localPath('//evil.example.com') === '/console'
 */
export function localPath(path: string | null): string {
  const here = 'http://here';
  if (path === null || !URL.canParse(path, here)) return '/console';
  const { origin, pathname, search } = new URL(path, here);
  return path.startsWith('/') && origin === here && !pathname.startsWith('//')
    ? pathname + search
    : '/console';
}
