import { html } from 'hono/html';
import { formatInstant } from '../../time/instant.ts';
import { addressOf } from '../public/addresses.ts';
import type { PublicDocument, View } from '../public/contract.ts';
import { sameFrom } from '../public/links.ts';
import { type Entry, entriesOf } from './entries.ts';
import { feedTitle, pageOf } from './feed.ts';
import { plain } from './plain.ts';

/** Updates of all public services. */
export const atomOfAll: PublicDocument = atomAt('/feeds/all.atom');

/** Updates of one. */
export const atomOfService: PublicDocument = atomAt('/feeds/{service}.atom');

type Markup = ReturnType<typeof html>;

function atomAt(path: string): PublicDocument {
  const varies = ['language', 'zone'] as const;
  return {
    path,
    type: 'application/atom+xml; charset=utf-8',
    varies,
    isShared: true,
    render(view, service) {
      const id = addressOf(view.published.page.url, path, service ?? undefined);
      return `${feed(view, service, id, sameFrom(view, { path, varies }, service))}`;
    },
  };
}

/**
 * RFC 4287; its id is the same wherever it stands. Whatever is put in is escaped, and freed before of what
 * XML can't hold.
 */
function feed(view: View, service: string | null, id: string, self: string): Markup {
  const { published, words } = view;
  const entries = entriesOf(view, service);
  return html`<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="${words.language}">
  <id>${id}</id>
  <title>${plain(feedTitle(view, service))}</title>
  <updated>${formatInstant(entries[0]?.at ?? published.at)}</updated>
  <link rel="self" type="application/atom+xml" href="${self}"/>
  <link rel="alternate" type="text/html" href="${pageOf(view, service)}"/>
  <author><name>${plain(published.page.title)}</name></author>
  <generator>Lull</generator>
${entries.map(entry)}</feed>
`;
}

function entry({ id, at, title, paragraphs, services, link }: Entry): Markup {
  return html`  <entry>
    <id>${id}</id>
    <title>${plain(title)}</title>
    <published>${formatInstant(at)}</published>
    <updated>${formatInstant(at)}</updated>
    <link rel="alternate" type="text/html" href="${link}"/>
${services.map((service) => html`    <category term="${plain(service)}"/>\n`)}    <content type="html">${`${paragraphs.map(paragraph).join('')}`}</content>
  </entry>
`;
}

/** Markup that is escaped once more where it stands in the feed. */
function paragraph(text: string): string {
  const lines = plain(text, { lines: true }).split('\n');
  return `${html`<p>${lines.map((line, index) => html`${index === 0 ? '' : html`<br>`}${line}`)}</p>`}`;
}
