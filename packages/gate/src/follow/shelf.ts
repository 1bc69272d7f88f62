import type { Override } from './contract.ts';
import type { Found, Kept } from './kept.ts';
import { documentOf, type Fields, keptText, overrideOf, readKept } from './kept-forms.ts';
import { within } from './pause.ts';

/** Where a gate without a disk keeps things: a KV namespace of Cloudflare's is one as it is. */
export interface Shelf {
  /** Null for nothing. */
  get(name: string): Promise<string | null>;
  put(name: string, value: string): Promise<unknown>;
}

/** How long a shelf may take. Milliseconds. */
const PATIENCE = 2_000;

/** What is kept there, and the off switch that is looked at when it is asked. */
export interface ShelfKept extends Kept {
  /** Reads what somebody wrote there as an override. */
  lookAtOverride(): Promise<void>;
}

/**
 * Keeps a gate's document and override on a shelf, under `lull/SERVICE/document.json` and `override.json` in
 * the form that files have.
 *
 * @param shelf null keeps nothing
 * @example const kept = keepsOnShelf(env.KV, 'shop');
 */
export function keepsOnShelf(shelf: Shelf | null, service: string): ShelfKept {
  const nameOf = (what: string): string => `lull/${service}/${what}.json`;
  let hears: (override: Override | null) => void = () => {};

  const read = async <T>(what: string, form: (fields: Fields) => T): Promise<T | null | 'torn'> => {
    let text: string | null = null;
    if (shelf !== null) {
      // What doesn't answer is like what cannot be read.
      text = '';
      const found = shelf.get(nameOf(what)).then((value) => {
        text = value;
      });
      await within(
        PATIENCE,
        found.catch(() => {}),
      );
    }
    return readKept(text, form);
  };
  const save = async (what: string, value: object): Promise<void> => {
    await shelf?.put(nameOf(what), keptText(value));
  };

  return {
    load: async (): Promise<Found> => {
      const [document, override] = await Promise.all([
        read('document', documentOf),
        read('override', overrideOf),
      ]);
      const torn = [document === 'torn' && 'document', override === 'torn' && 'override'];
      return {
        document: document === 'torn' ? null : document,
        standing: null,
        override: override === 'torn' ? null : override,
        torn: torn.filter((what) => what !== false).map(nameOf),
      };
    },
    saveDocument: (document) => save('document', document),
    // How long ago the server was heard is asked anew, before the first request.
    saveStanding: async () => {},
    saveOverride: (override) => save('override', { override }),
    watchOverride: (listener) => {
      hears = listener;
      return () => {};
    },
    lookAtOverride: async () => {
      const override = await read('override', overrideOf);
      // What cannot be read is no word of anybody: the last one stands.
      if (override !== 'torn') hears(override);
    },
  };
}
