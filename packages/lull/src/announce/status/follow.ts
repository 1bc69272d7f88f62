import { html } from 'hono/html';
import { feedDocuments } from '../feeds/documents.ts';
import type { PublicDocument } from '../public/contract.ts';
import { say, type TextKey } from '../words/say.ts';
import { type Html, linkTo, type Scene } from './scene.ts';

/** The feeds that the page names, of everything and of one service. */
const feeds = [
  { all: '/feeds/all.ics', one: '/feeds/{service}.ics', text: 'page.calendar' },
  { all: '/feeds/windows.ics', one: '/feeds/{service}/windows.ics', text: 'page.windows' },
  { all: '/feeds/all.atom', one: '/feeds/{service}.atom', text: 'page.atom' },
  { all: '/feeds/all.json', one: '/feeds/{service}.json', text: 'page.json' },
] as const satisfies readonly { readonly all: string; readonly one: string; readonly text: TextKey }[];

interface FeedLink {
  readonly href: string;
  readonly type: string;
  readonly text: string;
}

/** How to hear of maintenance without looking at the page. */
export const follow = {
  /** For browsers and readers, in the page's head. */
  alternates: (scene: Scene): Html[] =>
    feedLinks(scene).map(
      ({ href, type, text }) => html`<link rel="alternate" type="${type}" title="${text}" href="${href}">\n`,
    ),
  section(scene: Scene): Html {
    const { words, published } = scene;
    const { isSignUpOpen, url } = published.page;
    return html`<section aria-labelledby="follow">
<h2 id="follow">${say(words, 'page.follow')}</h2>
<ul class="follow">${isSignUpOpen ? html`\n<li><a href="${signUp(scene, url)}">${say(words, 'page.byMail')}</a></li>` : ''}${feedLinks(
      scene,
    ).map(({ href, text }) => html`\n<li><a href="${href}">${text}</a></li>`)}
</ul>
</section>`;
  },
};

function feedLinks(scene: Scene): FeedLink[] {
  return feeds.map(({ all, one, text }) => {
    const document = documentAt(scene.service === null ? all : one);
    const type = document.type.split(';', 1)[0]!;
    return { href: linkTo(scene, document, scene.service?.name ?? null), type, text: say(scene.words, text) };
  });
}

function documentAt(path: string): PublicDocument {
  return feedDocuments.find((document) => document.path === path)!;
}

/** Only the server takes sign-ups, wherever the page stands. */
function signUp({ asFile, words, service, place }: Scene, url: string): string {
  const root = asFile ? `${url}/` : '../'.repeat(place.split('/').length - 2);
  const query = new URLSearchParams({ language: words.language });
  if (service !== null) query.set('service', service.name);
  return `${root}subscribe?${query}`;
}
