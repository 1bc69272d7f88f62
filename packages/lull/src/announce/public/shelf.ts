import { createHash } from 'node:crypto';
import { chooseLanguage } from '@lull/gate/page';
import { type Instant, MINUTE } from '../../time/instant.ts';
import type { Published } from '../contract.ts';
import type { Vocabulary } from '../words/contract.ts';
import { type AskedFor, finderOf } from './asked-for.ts';
import { bounded, memo } from './bounded.ts';
import type { PublicDocument } from './contract.ts';
import { type Encoding, encoded } from './encodings.ts';
import type { Publisher } from './publisher.ts';

/** One document as one reader gets it. */
export interface Rendering {
  readonly document: PublicDocument;
  /** SHA-256 of the body, shortened; it makes the ETag. */
  readonly hash: string;
  /** When these bytes came to be what is answered. */
  readonly modified: Instant;
  /** Whether the reader's header `Accept-Language` chose it. */
  readonly isByHeader: boolean;
  /** The body in an encoding, made when it is first asked for. */
  body(encoding: Encoding): Buffer;
}

/** Renderings of everything public. */
export interface Shelf {
  /**
   * What an address asks for, where it was rendered before; made again in place where something has changed
   * since. Null where nothing is kept: then `find` knows.
   *
   * @param target path and query
   * @param accepted the header `Accept-Language`
   * @throws LullError `unknown-zone`
   */
  kept(target: string, accepted: string | undefined): Rendering | null;
  /**
   * What an address asks for, rendered where it wasn't yet; null where there is nothing public.
   *
   * @throws LullError `unknown-zone`, and `store-unavailable` as long as nothing was ever read
   */
  find(target: string, accepted: string | undefined): Promise<Rendering | null>;
}

/** What a shelf is made with. */
export interface ShelfOptions {
  readonly publisher: Pick<Publisher, 'current' | 'held' | 'now'>;
  readonly documents: readonly PublicDocument[];
  readonly vocabulary: Vocabulary;
}

/** What is asked for, by a reader whose language is known. */
interface Read extends AskedFor {
  readonly key: string;
  readonly language: string;
  readonly isByHeader: boolean;
}

/** What an address asks for, and what came of it for readers of each language. */
interface Known {
  readonly asked: AskedFor;
  readonly reads: Map<string, Read>;
}

/** A rendering and what it was made from. */
interface Slot {
  readonly rendering: Rendering;
  readonly version: string;
  readonly minute: number;
}

/** How many bytes of bodies one generation holds, and how many addresses are known. */
const MOST_BYTES = 32 * 1024 * 1024;
const MOST_TARGETS = 4_000;

/**
 * Keeps everything public rendered: made when it is first asked for, and made anew when what is public has
 * changed or another minute has begun. Bounded: what nobody asks for goes first.
 *
 * @example const shelf = openShelf({ publisher, documents: publicDocuments, vocabulary });
 */
export function openShelf({ publisher, documents, vocabulary }: ShelfOptions): Shelf {
  const languages = vocabulary.languages.map((language) => vocabulary.of(language));
  const askedFor = finderOf(documents, vocabulary.languages);
  const known = bounded<Known>(MOST_TARGETS);
  const slots = bounded<Slot>(MOST_BYTES);
  const languageOf = memo((accepted) => chooseLanguage(accepted, vocabulary.languages));
  const minuteNow = (): number => Math.floor(publisher.now() / MINUTE);

  const readBy = ({ asked, reads }: Known, accepted = ''): Read => {
    const language = asked.language ?? languageOf(accepted);
    const before = reads.get(language);
    if (before) return before;
    const { document, service, zone } = asked;
    const varies = document.varies.includes('language');
    const isByHeader = varies && asked.language === null;
    const key = [document.path, service, varies && language, isByHeader, zone].join('\0');
    const read = { ...asked, language: varies ? language : vocabulary.languages[0]!, isByHeader, key };
    reads.set(language, read);
    return read;
  };

  /** Null where the service isn't public, or no more. */
  const look = (read: Read, published: Published, before = slots.get(read.key)): Rendering | null => {
    const minute = minuteNow();
    if (before?.version === published.version && before.minute === minute) return before.rendering;
    const { document, service, zone, isByHeader } = read;
    if (service !== null && !published.services.some(({ name }) => name === service)) return null;
    const words = vocabulary.of(read.language);
    const body = Buffer.from(
      document.render({ published, words, languages, zone, now: minute * MINUTE }, service),
    );
    const hash = createHash('sha256').update(body).digest('base64url').slice(0, 22);
    const isSame = before?.rendering.hash === hash;
    const about = { document, hash, isByHeader, modified: publisher.now() };
    const rendering = isSame ? before.rendering : renderingOf(about, body);
    slots.keep(read.key, { rendering, version: published.version, minute }, body.length);
    return rendering;
  };

  return {
    kept(target, accepted) {
      const published = publisher.held();
      if (published === null) return null;
      const before = known.get(target);
      const one = before ?? knownFrom(askedFor(target));
      if (one === null) return null;
      const read = readBy(one, accepted);
      // What nobody has asked for yet goes the way on which callers are held to a rate.
      const slot = slots.get(read.key);
      if (!slot) return null;
      if (before === undefined) known.keep(target, one);
      return look(read, published, slot);
    },
    async find(target, accepted) {
      const one = knownFrom(askedFor(target));
      if (one === null) return null;
      const rendering = look(readBy(one, accepted), await publisher.current());
      if (rendering !== null) known.keep(target, one);
      return rendering;
    },
  };
}

const knownFrom = (asked: AskedFor | null): Known | null => asked && { asked, reads: new Map() };

function renderingOf(
  about: Pick<Rendering, 'document' | 'hash' | 'isByHeader' | 'modified'>,
  body: Buffer,
): Rendering {
  const bodies = new Map<Encoding, Buffer>([['identity', body]]);
  return {
    ...about,
    body(encoding) {
      const known = bodies.get(encoding);
      if (known) return known;
      const made = encoded(body, encoding);
      bodies.set(encoding, made);
      return made;
    },
  };
}
