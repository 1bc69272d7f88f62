import { directionOf, localeOf } from '@lull/gate/page';
import { html } from 'hono/html';
import { listIn } from '../words/amounts.ts';
import { say } from '../words/say.ts';
import { momentIn } from '../words/times.ts';
import { statusDocument, statusScript, statusStyle } from './addresses.ts';
import { daysPictures } from './days.ts';
import { downtimeItem } from './downtime.ts';
import { follow } from './follow.ts';
import { languageLinks } from './languages.ts';
import { type Html, linkTo, partOf, type Scene, zoneOf } from './scene.ts';
import { servicesNow } from './services-now.ts';
import { splitPast } from './split-past.ts';
import { zoneForm } from './zone-form.ts';

/** How many downtimes to come, and how many that are over, a page shows; feeds have them all. */
const MOST_COMING = 40;
const MOST_PAST = 60;

/**
 * The whole page, of everything or of one service.
 *
 * @example String(statusPage(sceneOf(view, statusDocument, null)))
 */
export function statusPage(scene: Scene): Html {
  const { words, service, published, downtimes } = scene;
  const { page } = published;
  const title = service === null ? page.title : `${service.title} · ${page.title}`;
  const coming = downtimes.filter((downtime) => partOf(downtime) === 'next');
  const running = downtimes.filter((downtime) => partOf(downtime) === 'now');
  const { finished, earlier } = splitPast(scene, MOST_PAST);
  return html`<!doctype html>
<html lang="${localeOf(words.language)}" dir="${directionOf(words.language)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<link rel="stylesheet" href="${linkTo(scene, statusStyle)}">
<link rel="icon" href="data:,">
${follow.alternates(scene)}
<script src="${linkTo(scene, statusScript)}" defer></script>
</head>
<body${service === null ? '' : html` data-service="${service.name}"`}>
<a class="skip" href="#content">${say(words, 'page.skip')}</a>
<header>
<div class="brand">${page.logo === null ? '' : html`<img src="${page.logo}" alt="">`}<span>${page.title}</span></div>
${languageLinks(scene)}
</header>
<main id="content">
<h1>${service === null ? page.title : service.title}</h1>
${service?.description ? html`<p>${service.description}</p>` : ''}
${summary(scene)}
${service === null ? '' : html`<p><a href="${linkTo(scene, statusDocument)}">${say(words, 'page.allServices')}</a></p>`}
<section aria-labelledby="now">
<h2 id="now">${say(words, 'page.now')}</h2>
${servicesNow(scene)}
${running.map((downtime) => downtimeItem(scene, downtime))}
</section>
<section aria-labelledby="next">
<h2 id="next">${say(words, 'page.next')}</h2>
${coming.length === 0 ? html`<p>${say(words, 'page.nothingNext')}</p>` : ''}
${coming.slice(0, MOST_COMING).map((downtime) => downtimeItem(scene, downtime))}
${more(scene, coming.length - MOST_COMING)}
</section>
${
  finished.length === 0
    ? ''
    : html`<section aria-labelledby="finished">
<h2 id="finished">${say(words, 'page.finished')}</h2>
${finished.map((downtime) => downtimeItem(scene, downtime))}
</section>`
}
<section aria-labelledby="history">
<h2 id="history">${say(words, 'page.history')}</h2>
${daysPictures(scene)}
${finished.length + earlier.length === 0 ? html`<p>${say(words, 'page.nothingPast')}</p>` : ''}
${earlier.length === 0 ? '' : html`<h3>${say(words, 'page.earlier')}</h3>`}
${earlier.slice(0, MOST_PAST).map((downtime) => downtimeItem(scene, downtime, true))}
${more(scene, earlier.length - MOST_PAST)}
</section>
${follow.section(scene)}
${zoneForm(scene)}
</main>
<footer>${asOf(scene)}${page.site === null ? '' : html`<a href="${page.site}">${say(words, 'page.site')}</a>`}</footer>
</body>
</html>
`;
}

/** What matters most, in one line. */
function summary(scene: Scene): Html {
  const { words, services, downtimes } = scene;
  if (services.length === 0) return html`<p class="summary">${say(words, 'page.nothing')}</p>`;
  const busy = new Set(
    downtimes.filter((downtime) => partOf(downtime) === 'now').flatMap((downtime) => downtime.services),
  );
  const touched = services.filter(({ name }) => busy.has(name)).map(({ title }) => title);
  if (touched.length === 0) return html`<p class="summary well">${say(words, 'page.allWell')}</p>`;
  const names = listIn(words, touched, 8);
  return html`<p class="summary busy">${say(words, 'page.underWay', { services: names })}</p>`;
}

/** Since when it says what it says: a file may be old, and nobody sees it by anything else. */
function asOf(scene: Scene): Html {
  const { words, service, published, asFile } = scene;
  if (!asFile) return '';
  const when = momentIn(words, published.at, zoneOf(scene, service));
  return html`<p>${say(words, 'page.asOf', { when })}</p>\n`;
}

function more({ words }: Scene, count: number): Html {
  return count > 0 ? html`<p>${say(words, 'page.more', { count: String(count) })}</p>` : '';
}
