import type { ServerResponse } from 'node:http';

/** A response that is in flight, between the one that began before it and the one after. */
interface Place {
  readonly response: ServerResponse;
  readonly end: () => void;
  before: Place | null;
  after: Place | null;
}

type Placed = ServerResponse & { [at: symbol]: Place | null | undefined };

/**
 * The responses that are in flight. A list of links: a `Map` that gains and loses an entry with every request
 * keeps those that have left alive until the next great collection of garbage, which costs more than all else
 * that a gate does.
 */
export class Inside {
  /** Where a response has its place; one of its own for each gate that it passes. */
  readonly #at = Symbol('place');
  #first: Place | null = null;
  #last: Place | null = null;

  get isEmpty(): boolean {
    return this.#first === null;
  }

  /** @param end called once when it leaves */
  add(response: ServerResponse, end: () => void): void {
    const place: Place = { response, end, before: this.#last, after: null };
    if (this.#last) this.#last.after = place;
    else this.#first = place;
    this.#last = place;
    (response as Placed)[this.#at] = place;
  }

  /** Does nothing for what is not inside. */
  remove(response: ServerResponse): void {
    const place = (response as Placed)[this.#at];
    if (!place) return;
    (response as Placed)[this.#at] = null;
    if (place.before) place.before.after = place.after;
    else this.#first = place.after;
    if (place.after) place.after.before = place.before;
    else this.#last = place.before;
    place.before = null;
    place.after = null;
    place.end();
  }

  /** All of them now, the first to come first. */
  responses(): ServerResponse[] {
    const all: ServerResponse[] = [];
    for (let place = this.#first; place; place = place.after) all.push(place.response);
    return all;
  }
}
