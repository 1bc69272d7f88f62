import { HOUR } from '../../../time/instant.ts';
import { openGeo } from '../../geo.ts';
import type { CountryTraffic } from '../../reading.ts';

const HOURS_A_WEEK = 168;
/** 1970-01-01 was a Thursday: three days after a Monday. */
const HOURS_TO_THURSDAY = 72;
const CACHED = 50_000;

/** Visitors by country and hour of the week. A visitor counts once in each bucket in which they came. */
export class CountryTally {
  readonly #database: string;
  readonly #lookUp: (address: string) => string | null;
  readonly #names: string[] = [''];
  readonly #hours: Float64Array[] = [new Float64Array(HOURS_A_WEEK)];
  readonly #cache = new Map<string, number>();

  constructor(database: string, lookUp: (address: string) => string | null) {
    this.#database = database;
    this.#lookUp = lookUp;
  }

  static async open(path: string): Promise<CountryTally> {
    const { database, country } = await openGeo(path);
    return new CountryTally(database, country);
  }

  /** The number of the country of an address; 0 for one that is not in the database. */
  indexOf(address: string): number {
    const known = this.#cache.get(address);
    if (known !== undefined) return known;
    if (this.#cache.size === CACHED) this.#cache.clear();
    const name = this.#lookUp(address) ?? '';
    let index = this.#names.indexOf(name);
    if (index < 0) {
      index = this.#names.push(name) - 1;
      this.#hours.push(new Float64Array(HOURS_A_WEEK));
    }
    this.#cache.set(address, index);
    return index;
  }

  /** Adds visitors of a country in the bucket that starts at `start`. */
  add(index: number, start: number, visitors: number): void {
    const hour = (Math.floor(start / HOUR) + HOURS_TO_THURSDAY) % HOURS_A_WEEK;
    this.#hours[index]![hour]! += visitors;
  }

  /** The countries that were met, the one with most visitors first. */
  result(): { database: string; list: CountryTraffic[] } {
    const sum = (country: CountryTraffic) => country.byHourOfWeek.reduce((total, count) => total + count, 0);
    const list = this.#names
      .map((country, i) => ({ country, byHourOfWeek: Array.from(this.#hours[i]!, Math.round) }))
      .filter((country) => country.country !== '' && sum(country) > 0)
      .sort((a, b) => sum(b) - sum(a));
    return { database: this.#database, list };
  }
}
