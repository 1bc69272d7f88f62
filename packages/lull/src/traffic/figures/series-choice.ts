import { LullError } from '../../errors.ts';

const LISTED = 10;

/**
 * What is reported when a source holds several series and none was named, or not the one that was.
 *
 * @param names series of the source, as `--series` would take them; the first ten are told
 */
export function unknownSeries(wanted: string | undefined, names: readonly string[]): LullError {
  const listed = names.slice(0, LISTED).map((name) => (name === '' ? '(without a name)' : name));
  const list = `${listed.join(', ')}${names.length > LISTED ? ', …' : ''}`;
  return new LullError(
    'unknown-series',
    wanted === undefined
      ? `the traffic holds several series and none was named: ${list}`
      : `the traffic holds no single series "${wanted}", but ${list}`,
    'Name one of them with --series.',
    { series: names.slice(0, LISTED) },
  );
}

/**
 * Which series is read: the one wanted, or the only one there is. Remembers few names, whatever the source
 * holds.
 */
export class SeriesChoice {
  readonly #wanted: string | undefined;
  readonly #seen = new Set<string>();
  #last: string | undefined;
  #takesLast = false;
  #found = false;

  constructor(wanted: string | undefined) {
    this.#wanted = wanted;
  }

  /**
   * Whether points of this series are read.
   *
   * @throws LullError `unknown-series` as soon as enough others are known to be listed
   */
  takes(series: string): boolean {
    if (series === this.#last) return this.#takesLast;
    if (this.#seen.size <= LISTED) this.#seen.add(series);
    const first = this.#seen.values().next().value;
    this.#last = series;
    this.#takesLast = series === (this.#wanted ?? first);
    this.#found ||= this.#takesLast;
    if (this.#wanted === undefined && this.#seen.size > LISTED) this.check();
    return this.#takesLast;
  }

  /** @throws LullError `unknown-series` when it is not clear which series was meant */
  check(): void {
    const unclear = this.#wanted === undefined ? this.#seen.size > 1 : !this.#found && this.#seen.size > 0;
    if (unclear) throw unknownSeries(this.#wanted, [...this.#seen]);
  }
}
