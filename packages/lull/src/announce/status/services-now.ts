import { html } from 'hono/html';
import type { Mode } from '../../plan/rules.ts';
import type { PublicDowntime, PublicService } from '../contract.ts';
import { say } from '../words/say.ts';
import { shortMomentIn } from '../words/times.ts';
import { serviceDocument } from './addresses.ts';
import { type Html, linkTo, partOf, type Scene, zonesOf } from './scene.ts';

/** The modes, that which takes most from people first. */
const heaviest: readonly Mode[] = ['full', 'read-only', 'partial', 'hold', 'at-risk'];

/** What is the case with each service now. */
export function servicesNow(scene: Scene): Html {
  if (scene.services.length === 0) return '';
  const running = scene.downtimes
    .filter((downtime) => partOf(downtime) === 'now')
    .sort((a, b) => heaviest.indexOf(a.mode) - heaviest.indexOf(b.mode) || b.expectedEnd - a.expectedEnd);
  return html`<ul class="services">${scene.services.map((service) =>
    serviceItem(
      scene,
      service,
      running.find(({ services }) => services.includes(service.name)),
    ),
  )}
</ul>`;
}

function serviceItem(scene: Scene, service: PublicService, running: PublicDowntime | undefined): Html {
  const { words } = scene;
  const state = running ? say(words, `state.${running.mode}`) : say(words, 'page.usable');
  const name =
    scene.service === null
      ? html`<a href="${linkTo(scene, serviceDocument, service.name)}">${service.title}</a>`
      : service.title;
  return html`
<li class="${running?.mode ?? 'usable'}"><span class="name">${name}</span> <strong>${state}</strong>${until(
    scene,
    running,
  )}${scene.service === null && service.description ? html`<small>${service.description}</small>` : ''}</li>`;
}

function until(scene: Scene, running: PublicDowntime | undefined): Html {
  if (!running || running.overdue) return '';
  const [zone] = zonesOf(scene, running.services);
  const when = shortMomentIn(scene.words, running.expectedEnd, zone!);
  return html` <span>${say(scene.words, 'page.until', { when })}</span>`;
}
