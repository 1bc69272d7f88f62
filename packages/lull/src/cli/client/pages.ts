/** A page of a list, as every list of the API gives it. */
export interface Page<T> {
  readonly items: readonly T[];
  /** Where the next page begins; null on the last. */
  readonly next: string | null;
}

/**
 * The first items of a list, from as many pages as they need.
 *
 * @param most how many at most
 * @param after the place to begin after, from an earlier answer
 * @param largest the most that the API gives of it at once
 */
export async function firstOf<T>(
  most: number,
  after: string | undefined,
  page: (query: { limit: string; after?: string }) => Promise<Page<T>>,
  largest = 200,
): Promise<Page<T>> {
  const items: T[] = [];
  let place = after;
  while (true) {
    const limit = String(Math.min(largest, most - items.length));
    const { items: more, next } = await page(place === undefined ? { limit } : { limit, after: place });
    items.push(...more);
    if (next === null || items.length >= most) return { items, next };
    place = next;
  }
}
