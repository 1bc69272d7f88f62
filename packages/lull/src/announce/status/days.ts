import { html } from 'hono/html';
import { DAY, type Instant } from '../../time/instant.ts';
import { type Interval, join } from '../../time/interval.ts';
import { wallClock } from '../../time/wallclock.ts';
import type { PublicService } from '../contract.ts';
import { lengthIn, relativeIn } from '../words/amounts.ts';
import { say } from '../words/say.ts';
import { dateIn } from '../words/times.ts';
import { type Html, realSpan, type Scene, zoneOf } from './scene.ts';

const DAYS = 90;
const STEP = 8;
const HEIGHT = 32;

/** Milliseconds of one day in which a service could not be used as usual, and how much of it. */
interface Day {
  readonly start: Instant;
  length: number;
  mode: string;
}

/** A page of more services than this has none: each service has its own on its own page. */
const MOST_PICTURES = 30;

/** The pictures of a page, of all its services where they aren't too many. */
export function daysPictures(scene: Scene): Html[] {
  const { services } = scene;
  return services.length > MOST_PICTURES ? [] : services.map((service) => daysPicture(scene, service));
}

/**
 * The last ninety days of a service, a stroke for each: the taller, the longer it was down that day. Each day
 * with maintenance is named in the list of what was.
 */
function daysPicture(scene: Scene, service: PublicService): Html {
  const { words, now } = scene;
  const zone = zoneOf(scene, service);
  const days = daysOf(scene, service, zone);
  const busy = days.filter(({ length }) => length > 0);
  const total = busy.reduce((sum, { length }) => sum + length, 0);
  const name = service.title;
  const label =
    busy.length === 0
      ? say(words, 'page.quietDays', { name })
      : say(words, 'page.busyDays', { name, days: String(busy.length), length: lengthIn(words, total) });
  return html`<figure class="days">
<figcaption>${label}</figcaption>
<svg role="img" aria-label="${label}" viewBox="0 0 ${DAYS * STEP} ${HEIGHT}" preserveAspectRatio="none">${days.map((day, i) => stroke(scene, day, i, zone))}
</svg>
<p aria-hidden="true"><span>${relativeIn(words, now - DAYS * DAY, now)}</span><span>${say(words, 'page.today')}</span></p>
</figure>`;
}

function stroke({ words }: Scene, { start, length, mode }: Day, i: number, zone: string): Html {
  if (length === 0) return '';
  // Six hours fill it; what is short can be seen all the same.
  const height = Math.min(HEIGHT, 8 + Math.ceil((length / (DAY / 4)) * (HEIGHT - 8)));
  const title = say(words, 'page.day', {
    date: dateIn(words, start, zone),
    length: lengthIn(words, length),
  });
  return html`
<rect class="${mode}" x="${i * STEP + 1}" y="${HEIGHT - height}" width="6" height="${height}"><title>${title}</title></rect>`;
}

function daysOf(scene: Scene, service: PublicService, zone: string): Day[] {
  const clock = wallClock(zone);
  const today = Math.floor(clock.shows(scene.now) / DAY) * DAY;
  const days = Array.from({ length: DAYS }, (_, i): Day => {
    return { start: clock.at(today - (DAYS - 1 - i) * DAY).instant, length: 0, mode: '' };
  });
  const spans = scene.downtimes.flatMap((downtime) => {
    const real = downtime.services.includes(service.name) ? realSpan(downtime, scene.now) : null;
    return real === null ? [] : [{ ...real, mode: downtime.mode }];
  });
  // Two at the same time took the service away once.
  for (const span of join(spans)) {
    for (const { day, shared } of sharedWith(days, span)) day.length += shared;
  }
  for (const span of spans) {
    for (const { day } of sharedWith(days, span)) {
      if (day.mode === '' || span.mode === 'full') day.mode = span.mode;
    }
  }
  return days;
}

/** The days that a period has a part in, and how much it has of each. */
function* sharedWith(
  days: readonly Day[],
  { start, end }: Interval,
): Generator<{ day: Day; shared: number }> {
  // A day more at the beginning, for those that are shorter or longer than others.
  const first = Math.max(0, Math.floor((start - days[0]!.start) / DAY) - 1);
  for (let i = first; i < DAYS && days[i]!.start < end; i++) {
    const next = days[i + 1]?.start ?? Number.POSITIVE_INFINITY;
    const shared = Math.min(end, next) - Math.max(start, days[i]!.start);
    if (shared > 0) yield { day: days[i]!, shared };
  }
}
