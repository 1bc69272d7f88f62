import { LullError } from '../../errors.ts';
import { excerpt } from '../../printable.ts';

/** More than anybody needs of tenants or tags on one subscriber, and longer than any of them is. */
const [most, longest] = [200, 100];

/**
 * Tenants and tags in the form in which they are kept: each once, in order.
 *
 * @throws LullError `bad-request`
 * @example readLabels({ tags: ['vip', ' vip'] }) // { tenants: [], tags: ['vip'] }
 */
export function readLabels(given: {
  readonly tenants?: readonly string[] | undefined;
  readonly tags?: readonly string[] | undefined;
}): { readonly tenants: readonly string[]; readonly tags: readonly string[] } {
  return { tenants: labels('tenant', given.tenants ?? []), tags: labels('tag', given.tags ?? []) };
}

function labels(what: string, given: readonly string[]): readonly string[] {
  const kept = [...new Set(given.map((label) => label.normalize('NFC').trim()))].sort();
  if (kept.length > most) {
    throw new LullError('bad-request', `There are ${kept.length} ${what}s`, `Give at most ${most}.`);
  }
  const odd = kept.find((label) => label === '' || label.length > longest || /[\p{Cc},;]/u.test(label));
  if (odd === undefined) return kept;
  throw new LullError(
    'bad-request',
    `"${excerpt(odd)}" is no ${what}`,
    `Write 1 to ${longest} characters without comma, semicolon and control characters.`,
  );
}
