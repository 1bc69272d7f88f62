import type { NameBook } from '../../access/names.ts';
import type { Catalog } from '../../catalog/catalog.ts';
import type { Keeper } from '../../keeper/contract.ts';
import type { Instant } from '../../time/instant.ts';
import type { Viewing } from './times.ts';

/** How long the catalog is believed for telling zones, and the distance of the clocks, in milliseconds. */
const believed = 1_000;

/** Gives what views need, without asking the database for each of them. */
export interface Viewer {
  /** @param people ids of those whose names the view tells */
  viewing(people?: Iterable<string>): Promise<Viewing>;
  /** After a change of the catalog by this server, which is seen at once. */
  forget(): void;
}

interface Seen {
  readonly catalog: Catalog;
  /** The database's clock less this process' own. */
  readonly offset: number;
}

/**
 * Makes a viewer. What it gives is at most a second old; the time goes on by the process' steady clock from
 * where the database's was, so that a clock that is off here tells nothing wrong.
 *
 * @example
 * const viewer = viewerOf(keeper, access.names);
 * viewOf(held, await viewer.viewing(peopleIn(held.downtime)));
 */
export function viewerOf(keeper: Keeper, names: NameBook): Viewer {
  let seen: Promise<Seen> | null = null;
  let until = 0;
  const look = async (): Promise<Seen> => {
    const { catalog } = await keeper.catalog();
    return { catalog, offset: (await keeper.store.now()) - performance.now() };
  };
  return {
    async viewing(people = []) {
      if (seen === null || performance.now() > until) {
        until = performance.now() + believed;
        seen = look();
        // What failed is not kept: whoever comes next looks again.
        seen.catch(() => {
          seen = null;
        });
      }
      const { catalog, offset } = await seen;
      const now: Instant = (await keeper.clock?.()) ?? Math.round(performance.now() + offset);
      return { catalog, now, names: await names.of(people) };
    },
    forget() {
      seen = null;
    },
  };
}
