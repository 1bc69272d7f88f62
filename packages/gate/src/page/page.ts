import type { GateDocument, GateState, Instant, PageWords, RefusalKind } from '../protocol/index.ts';
import { dateIn, expectation } from './expectation.ts';
import { Html, html } from './html.ts';
import { directionOf, localeOf } from './language.ts';
import { pageScript } from './script.ts';
import { pageStyle } from './style.ts';
import type { Told, Words } from './words.ts';

const style = new Html(`<style>${pageStyle}</style>`);
const script = new Html(`<script>${pageScript}</script>`);

/** Everything that a refusal is written from. */
export interface Contents {
  readonly gate: Pick<GateState, 'retryAt' | 'downtime'>;
  readonly document: Pick<GateDocument, 'brand' | 'pages'> | null;
  /** What the service is called where no document says it. */
  readonly name: string;
  readonly kind: RefusalKind;
  /** Lower-case tag of the language that was chosen. */
  readonly language: string;
  /** The gate's words: of that language, or of another where only the document speaks it. */
  readonly words: Words;
  readonly wordsLanguage: string;
  /** Whether the request sent something, which is lost. */
  readonly isUnsafe: boolean;
  readonly now: Instant;
}

/**
 * Heading and message: the document's where it has them, else the gate's own. While opening the gate always
 * speaks for itself, because the document's are about the closing.
 */
export function toldIn({ document, name, kind, language, words, wordsLanguage }: Contents): Told & {
  readonly language: string;
} {
  const own = words[kind];
  const given: PageWords = (kind !== 'opening' && document?.pages[language]) || {};
  const message = given.message ?? own.message.replace('{name}', () => document?.brand.name ?? name);
  const isGiven = given.heading !== undefined || given.message !== undefined;
  return { heading: given.heading ?? own.heading, message, language: isGiven ? language : wordsLanguage };
}

/**
 * The refusal for people: one page that needs nothing else, reads without scripts, and goes back by itself
 * where they run.
 *
 * @example htmlPage(contents).startsWith('<!doctype html>')
 */
export function htmlPage(contents: Contents): string {
  const { gate, document, words, wordsLanguage, isUnsafe, now } = contents;
  const told = toldIn(contents);
  const brand = document?.brand ?? null;
  const colour = brand?.colour ?? null;
  const at = gate.retryAt ?? now;
  const [iso, date] = [new Date(at).toISOString(), dateIn(wordsLanguage, at)];
  const [before = '', after = ''] = words.at.split('{time}');
  const { expected, soon, late, unknown, unsent, back } = words;
  const forScript = {
    words: { expected, soon, late, unknown, unsent, back },
    language: localeOf(wordsLanguage),
    retryAt: gate.retryAt,
    now,
    again: !isUnsafe,
  };
  const mark =
    colour &&
    html`<svg class="mark" aria-hidden="true" preserveAspectRatio="none" viewBox="0 0 1 1">
<rect width="1" height="1" fill="${colour}"/></svg>`;
  const logo = brand?.logo ? html`<img src="${brand.logo}" alt="${brand.name}">` : null;
  const isHidden = gate.retryAt === null || gate.retryAt <= now;
  return html`<!doctype html>
<html lang="${localeOf(wordsLanguage)}" dir="${directionOf(wordsLanguage)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>${told.heading}${brand && html` · ${brand.name}`}</title>
<link rel="icon" href="data:,">
${style}
</head>
<body>
${mark}
${brand && html`<header>${logo ?? brand.name}</header>`}
<main data-page="${JSON.stringify(forScript)}">
<div lang="${localeOf(told.language)}" dir="${directionOf(told.language)}">
<h1>${told.heading}</h1>
<p class="message">${told.message}</p>
</div>
${isUnsafe ? html`<p class="unsent">${unsent}</p>` : null}
<p class="expected" role="timer">${expectation(words, wordsLanguage, gate.retryAt, now)}</p>
<p class="at"${isHidden ? html` hidden` : null}>${before}<time datetime="${iso}">${date}</time>${after}</p>
<p class="said" role="status"></p>
<p class="ways"><a href="">${words.again}</a>${
    brand?.statusUrl ? html` <a href="${brand.statusUrl}">${words.more}</a>` : null
  }</p>
</main>
${script}
</body>
</html>
`.markup;
}
