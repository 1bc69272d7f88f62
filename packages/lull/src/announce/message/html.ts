import { directionOf, localeOf } from '@lull/gate/page';
import { html, raw } from 'hono/html';
import { coloursOn } from '../colours.ts';
import type { PublicPage } from '../contract.ts';
import type { Words } from '../words/contract.ts';
import { say } from '../words/say.ts';

/** What stands in a mail's HTML. */
export interface MailParts {
  readonly words: Words;
  readonly page: Pick<PublicPage, 'title' | 'url' | 'colour'>;
  readonly subject: string;
  /** Each may have several lines. */
  readonly paragraphs: readonly string[];
  /** The one thing to do. */
  readonly link: { readonly url: string; readonly label: string };
  /** Why one gets it, and how to leave; empty for none. */
  readonly footer: readonly FooterLine[];
}

/** A line of the footer: text, or a link; an address that comes from `raw` isn't escaped. */
export interface FooterLine {
  readonly text: string;
  readonly url: string | ReturnType<typeof raw> | null;
}

type Html = ReturnType<typeof html>;

const styleSheet = `
:root { color-scheme: light dark }
@media (prefers-color-scheme: dark) {
.ground { background: #16191d !important }
.sheet { background: #1f2429 !important }
.text { color: #e6e8ea !important }
.quiet { color: #a9b2bb !important }
}
`;

const font = 'font-family: system-ui, -apple-system, Segoe UI, Roboto, Helvetica, Arial, sans-serif';
const table = html`role="presentation" width="100%" cellpadding="0" cellspacing="0"`;

const styles = {
  ground: 'margin: 0; padding: 0; background: #f3f4f6',
  sheet: 'max-width: 600px; background: #ffffff; border-radius: 8px',
  brand: `margin: 0; ${font}; font-size: 16px; line-height: 24px; font-weight: 600`,
  content: 'padding: 24px; overflow-wrap: anywhere',
  heading: `margin: 0 0 16px; ${font}; font-size: 22px; line-height: 28px; color: #1b1f24`,
  text: `margin: 0 0 16px; ${font}; font-size: 16px; line-height: 24px; color: #1b1f24`,
  button: 'display: inline-block; padding: 12px 20px; border-radius: 6px; text-decoration: none',
  quiet: `padding: 16px 24px; overflow-wrap: anywhere; ${font}; font-size: 14px; line-height: 20px`,
};

/**
 * The HTML of a mail: one column, styles at the elements because many clients drop a style sheet, colours for
 * light and dark, no images, nothing fetched. Whatever is put in is escaped.
 *
 * @example mailHtml({ words, page, subject, paragraphs, link, footer }).startsWith('<!doctype html>')
 */
export function mailHtml({ words, page, subject, paragraphs, link, footer }: MailParts): string {
  const { ground, text } = coloursOn(page.colour);
  const brand = `background: ${ground}; color: ${text}`;
  // Said twice: a reader of mails on the web keeps nothing of <html>.
  const [language, direction] = [localeOf(words.language), directionOf(words.language)];
  return String(html`<!doctype html>
<html lang="${language}" dir="${direction}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>${subject}</title>
<style>${raw(styleSheet)}</style>
</head>
<body class="ground" style="${styles.ground}">
<div role="article" aria-roledescription="${say(words, 'mail.letter')}" aria-label="${subject}"
lang="${language}" dir="${direction}">
<table ${table} class="ground" style="${styles.ground}">
<tr><td align="center" style="padding: 16px 8px">
<table ${table} class="sheet" style="${styles.sheet}">
<tr><td style="padding: 14px 24px; border-radius: 8px 8px 0 0; ${brand}">
<p style="${styles.brand}; ${brand}">${page.title}</p>
</td></tr>
<tr><td style="${styles.content}">
<h1 class="text" style="${styles.heading}">${subject}</h1>
${paragraphs.map((one) => html`<p class="text" style="${styles.text}">${lines(one)}</p>\n`)}
<p style="${styles.text}; margin: 0"><a href="${link.url}"
style="${styles.button}; border: 1px solid ${text}; font-weight: 600; ${brand}">${link.label}</a></p>
</td></tr>
</table>
<table ${table} style="max-width: 600px">
<tr><td class="quiet" style="${styles.quiet}; color: #57606a">
${footer.map((one) => html`<p style="margin: 0 0 6px">${footerLine(one)}</p>\n`)}
</td></tr>
</table>
</td></tr>
</table>
</div>
</body>
</html>
`);
}

function lines(paragraph: string): readonly (Html | string)[] {
  return paragraph.split('\n').map((line, i) => (i === 0 ? line : html`<br>${line}`));
}

function footerLine({ text, url }: FooterLine): Html | string {
  return url === null ? text : html`<a class="quiet" style="color: #57606a" href="${url}">${text}</a>`;
}
