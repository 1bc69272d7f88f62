import { html } from 'hono/html';
import type { Interval } from '../../time/interval.ts';
import type { PublicDowntime } from '../contract.ts';
import { say } from '../words/say.ts';
import { type Html, promisesOf, realSpan, type Scene } from './scene.ts';

const WIDTH = 600;
const LINE = 14;

/**
 * A picture of what was promised first and last, and of what was, one under the other on the same time line.
 * The list beside it says the same in words.
 */
export function timeline(scene: Scene, downtime: PublicDowntime): Html {
  const { first, last } = promisesOf(downtime);
  const real = realSpan(downtime, scene.now);
  const isMoved = first.start !== last.start || first.end !== last.end;
  const bars: (readonly [string, Interval])[] = [['first', first]];
  if (isMoved) bars.push(['last', last]);
  if (real !== null) bars.push(['actual', real]);
  if (bars.length < 2) return '';
  const from = Math.min(...bars.map(([, { start }]) => start));
  const to = Math.max(...bars.map(([, { end }]) => end), from + 1);
  const x = (at: number): number => Math.round(((at - from) / (to - from)) * WIDTH * 10) / 10;
  return html`<svg class="timeline" role="img" aria-label="${say(scene.words, 'page.timeline')}"
viewBox="0 0 ${WIDTH} ${bars.length * LINE}" preserveAspectRatio="none">${bars.map(
    ([name, { start, end }], i) => html`
<rect class="${name}" x="${x(start)}" y="${i * LINE + 2}" width="${Math.max(2, x(end) - x(start))}" height="${
      LINE - 4
    }" rx="2"/>`,
  )}
</svg>`;
}
