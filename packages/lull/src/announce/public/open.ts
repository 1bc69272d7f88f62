import type { Announce } from '../contract.ts';
import { publicDocuments } from './documents.ts';
import { openPublisher, type Publisher } from './publisher.ts';
import { openShelf, type Shelf } from './shelf.ts';

/** What anybody may see, in memory and rendered. */
export interface OpenPublic {
  readonly publisher: Publisher;
  readonly shelf: Shelf;
  close(): Promise<void>;
}

/**
 * Opens what anybody may see; it is read from the store at once and followed from then on.
 *
 * @param announce connected to its keeper
 * @example const { shelf } = openPublic(announce); await shelf.find('/status', 'de')
 */
export function openPublic(announce: Announce): OpenPublic {
  const publisher = openPublisher(announce);
  const shelf = openShelf({ publisher, documents: publicDocuments, vocabulary: announce.words });
  return { publisher, shelf, close: () => publisher.close() };
}
