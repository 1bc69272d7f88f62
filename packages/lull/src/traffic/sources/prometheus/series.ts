import { unknownSeries } from '../../figures/series-choice.ts';
import type { AnsweredSeries } from './answer.ts';

const REMEMBERED = 11;

/**
 * A series as Prometheus writes it.
 *
 * @example seriesText({ __name__: 'up', job: 'shop' }) === 'up{job="shop"}'
 */
export function seriesText(metric: Readonly<Record<string, string>>): string {
  const { __name__: name = '', ...labels } = metric;
  const pairs = Object.keys(labels)
    .sort()
    .map((label) => `${label}=${JSON.stringify(labels[label])}`);
  return pairs.length > 0 || name === '' ? `${name}{${pairs.join(',')}}` : name;
}

/** Picks the one series that is meant, from page after page. */
export class LabelledSeries {
  readonly #wanted: string | undefined;
  readonly #seen = new Set<string>();
  readonly #meant = new Set<string>();

  /** @param wanted a series as Prometheus writes it, its `{…}` part, or the value of one of its labels */
  constructor(wanted: string | undefined) {
    this.#wanted = wanted;
  }

  /**
   * The series of this page that is meant, or none.
   *
   * @throws LullError `unknown-series` when more than one is
   */
  pick(page: readonly AnsweredSeries[]): AnsweredSeries | undefined {
    const meant = page.filter(({ metric }) => this.#means(metric));
    for (const { metric } of page) if (this.#seen.size < REMEMBERED) this.#seen.add(seriesText(metric));
    for (const { metric } of meant) if (this.#meant.size < REMEMBERED) this.#meant.add(seriesText(metric));
    if (this.#meant.size > 1) throw unknownSeries(this.#wanted, [...this.#meant]);
    return meant[0];
  }

  /** @throws LullError `unknown-series` when there are series, and none is the one wanted */
  check(): void {
    if (this.#seen.size > 0 && this.#meant.size === 0) throw unknownSeries(this.#wanted, [...this.#seen]);
  }

  #means(metric: Readonly<Record<string, string>>): boolean {
    const wanted = this.#wanted?.replaceAll(/\s*([{},=])\s*/g, '$1');
    if (wanted === undefined) return true;
    const text = seriesText(metric);
    return (
      text === wanted ||
      text.slice(text.indexOf('{')) === wanted ||
      Object.values(metric).includes(this.#wanted!)
    );
  }
}
