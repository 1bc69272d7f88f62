import { demand } from '../access/allowed.ts';
import { LullError } from '../errors.ts';
import { MINUTE } from '../time/instant.ts';
import { readTraffic } from '../traffic/read.ts';
import type { Progress, Reading } from '../traffic/reading.ts';
import type { Actor, Keeper } from './contract.ts';

/** A traffic source that is only written yet. */
export interface TriedSource {
  readonly source: string;
  readonly format?: string | undefined;
  readonly series?: string | undefined;
}

/**
 * Reads a traffic source as a plan would, and keeps nothing. The server reads it, so only who says where it
 * reads may try one: files and private addresses are within its reach.
 *
 * @throws LullError `not-allowed`, `bad-source` for what only a command line has, `interrupted`, and what
 * sources throw
 * @example (await tryTraffic(keeper, owner, { source: '/var/log/nginx/access.log*' })).buckets.length
 */
export async function tryTraffic(
  keeper: Pick<Keeper, 'counter' | 'now'>,
  actor: Actor,
  { source, format, series }: TriedSource,
  how: { readonly signal?: AbortSignal; readonly onProgress?: (progress: Progress) => void } = {},
): Promise<Reading> {
  demand(actor, 'configure', null);
  if (source === '-') {
    throw new LullError('bad-source', 'A server has no standard input', 'Name a file or an address.');
  }
  if (source === keeper.counter?.name) {
    const todo = 'There is nothing to try: name it, and the gates of the service are its source.';
    throw new LullError('bad-source', `"${source}" is what the gates of a service count`, todo);
  }
  return readTraffic([source], {
    bucket: 5 * MINUTE,
    keep: new Set(),
    now: await keeper.now(),
    ...(format !== undefined && { format }),
    ...(series !== undefined && { series }),
    ...how,
  });
}
