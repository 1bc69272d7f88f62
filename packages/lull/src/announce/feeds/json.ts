import { formatInstant } from '../../time/instant.ts';
import type { PublicDocument, View } from '../public/contract.ts';
import { sameFrom } from '../public/links.ts';
import { entriesOf } from './entries.ts';
import { feedTitle, pageOf } from './feed.ts';

/** Updates of all public services. */
export const jsonOfAll: PublicDocument = jsonAt('/feeds/all.json');

/** Updates of one. */
export const jsonOfService: PublicDocument = jsonAt('/feeds/{service}.json');

function jsonAt(path: string): PublicDocument {
  const varies = ['language', 'zone'] as const;
  return {
    path,
    type: 'application/feed+json; charset=utf-8',
    varies,
    isShared: true,
    render: (view, service) => JSON.stringify(feed(view, service, sameFrom(view, { path, varies }, service))),
  };
}

/** JSON Feed 1.1 (jsonfeed.org). */
function feed(view: View, service: string | null, self: string): object {
  const { published, words } = view;
  return {
    version: 'https://jsonfeed.org/version/1.1',
    title: feedTitle(view, service),
    home_page_url: pageOf(view, service),
    feed_url: self,
    language: words.language,
    authors: [{ name: published.page.title, url: pageOf(view, null) }],
    items: entriesOf(view, service).map(({ id, at, title, paragraphs, services, link }) => ({
      id,
      url: link,
      title,
      content_text: paragraphs.join('\n\n'),
      date_published: formatInstant(at),
      date_modified: formatInstant(at),
      tags: services,
    })),
  };
}
