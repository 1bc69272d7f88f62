import { html } from 'hono/html';
import { formatInstant, MINUTE } from '../../time/instant.ts';
import type { Interval } from '../../time/interval.ts';
import type { PublicDowntime, PublicUpdate, Told } from '../contract.ts';
import { anchorOf } from '../public/addresses.ts';
import { isWithdrawn } from '../public/public-downtime.ts';
import { relativeIn } from '../words/amounts.ts';
import { say } from '../words/say.ts';
import { momentIn, momentsIn, spansIn } from '../words/times.ts';
import { type Html, namesOf, partOf, promisesOf, realSpan, type Scene, zonesOf } from './scene.ts';
import { timeline } from './timeline.ts';

/**
 * One downtime: what it means for whoever reads, when, and once it has been promised otherwise or is over,
 * what was promised first and last beside what was.
 *
 * @param isShort leaves out what matters only while it is news
 */
export function downtimeItem(scene: Scene, downtime: PublicDowntime, isShort = false): Html {
  const { words } = scene;
  const part = partOf(downtime);
  const anchor = anchorOf(downtime.id);
  const isNews = !isShort || downtime.state !== 'completed';
  return html`<article class="downtime ${downtime.mode} ${part}" id="${anchor}">
<h3><a href="#${anchor}">${downtime.title}</a></h3>
${isNews ? html`<p>${effectOf(scene, downtime)}</p>\n` : ''}${remarkOf(scene, downtime)}<dl>
<div><dt>${say(words, 'page.services')}</dt><dd>${namesOf(scene, downtime.services)}</dd></div>
</dl>
<dl class="times">${times(scene, downtime)}
</dl>
${timeline(scene, downtime)}
${isShort ? '' : updates(scene, downtime)}
</article>`;
}

/** What was promised first and last, and what was, beside each other; one line as long as they are one. */
function times(scene: Scene, downtime: PublicDowntime): Html[] {
  const { first, last } = promisesOf(downtime);
  const isMoved = first.start !== last.start || first.end !== last.end;
  const part = partOf(downtime);
  const real = realSpan(downtime, scene.now);
  const rows = isMoved
    ? [row(scene, 'promisedFirst', first), row(scene, 'promisedLast', last)]
    : [row(scene, part === 'next' ? 'when' : 'announced', first)];
  return real === null
    ? rows
    : [...rows, row(scene, part === 'past' ? 'actual' : 'soFar', { ...last, ...real })];
}

/** What it means for whoever reads, in a sentence or two. */
function effectOf(scene: Scene, downtime: PublicDowntime): string {
  const { words } = scene;
  const { mode, state, services, paths } = downtime;
  if (isWithdrawn(downtime)) return say(words, 'feed.withdrawn', { services: namesOf(scene, services) });
  if (state === 'cancelled') return say(words, 'page.cancelled');
  if (state === 'aborted') return say(words, 'page.aborted');
  const part = partOf(downtime);
  const group = part === 'past' ? 'over' : part === 'now' ? 'now' : 'coming';
  const effect = say(words, `${group}.${mode}`, { services: namesOf(scene, services) });
  const isClosed = part !== 'past' && mode === 'partial' && paths.length > 0;
  return isClosed ? `${effect} ${say(words, 'mail.closed', { paths: paths.join(', ') })}` : effect;
}

/** When it is to be over, or that it is late. */
function remarkOf(scene: Scene, downtime: PublicDowntime): Html {
  const { words, now } = scene;
  const { last } = promisesOf(downtime);
  const zones = zonesOf(scene, downtime.services);
  const part = partOf(downtime);
  if (part === 'past') return '';
  if (part === 'now') {
    const key = downtime.overdue ? 'page.late' : 'page.until';
    return html`<p class="remark">${say(words, key, { when: momentsIn(words, downtime.expectedEnd, zones) })}</p>\n`;
  }
  if (now >= last.start + MINUTE) {
    const when = momentsIn(words, last.start, zones);
    return html`<p class="remark">${say(words, 'page.delayed', { when })}</p>\n`;
  }
  // A file is read whenever: what is three days off today is not tomorrow.
  return scene.asFile ? '' : html`<p class="remark">${relativeIn(words, last.start, now)}</p>\n`;
}

type RowKey = 'when' | 'announced' | 'promisedFirst' | 'promisedLast' | 'actual' | 'soFar';

function row(scene: Scene, key: RowKey, { services, ...span }: Interval & Pick<Told, 'services'>): Html {
  const lines = spansIn(scene.words, span, zonesOf(scene, services)).split('\n');
  const [first, ...rest] = lines;
  return html`
<div class="${key}"><dt>${say(scene.words, `page.${key}`)}</dt><dd>${first}${rest.map(
    (line) => html`<br><small>${line}</small>`,
  )}</dd></div>`;
}

function updates(scene: Scene, downtime: PublicDowntime): Html {
  if (downtime.updates.length < 2) return '';
  const [zone] = zonesOf(scene, downtime.services);
  return html`<details><summary>${say(scene.words, 'page.updates')}</summary>
<ol>${downtime.updates.map((update) => updateItem(scene, update, zone!))}</ol>
</details>`;
}

function updateItem({ words }: Scene, { kind, at }: PublicUpdate, zone: string): Html {
  const when = momentIn(words, at, zone);
  return html`
<li>${say(words, `update.${kind}`)} <time datetime="${formatInstant(at)}">${when}</time></li>`;
}
