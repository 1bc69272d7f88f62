import type { ConfigOptions } from './contract.ts';

/**
 * Where a service is in a proxy that has others beside it, as `--at` says: `shop.example`, `/shop`,
 * `example.com/shop`. Below a path is all that begins with it and a slash, and the path itself.
 */
export interface Place {
  /** Null for all hosts. */
  readonly host: string | null;
  /** Without a slash at its end; empty for all paths. */
  readonly path: string;
}

/** What `--at` may look like: nothing that a configuration takes for something else. */
export const PLACE = /^(?=.)([\w-]+(?:\.[\w-]+)*)?(\/[\w.~/-]*)?$/;

/**
 * Reads a place.
 *
 * @throws RangeError for what is none
 * @example placeOf('example.com/shop/') // { host: 'example.com', path: '/shop' }
 */
export function placeOf(text: string): Place {
  const [is, host, path = ''] = PLACE.exec(text) ?? [];
  if (is === undefined) throw new RangeError(`"${text}" is no place: HOST, /PATH or HOST/PATH.`);
  return { host: host?.toLowerCase() ?? null, path: path.replace(/\/+$/, '') };
}

/**
 * A pattern (PCRE) for a request's host, with or without its port, and its decoded path, in one text.
 *
 * @example new RegExp(patternOf('/shop')).test('shop.example/shop/cart') // true
 */
export function patternOf(text: string): string {
  const { host, path } = placeOf(text);
  const at = host === null ? '[^/]*' : `${escaped(host)}(:\\d+)?`;
  return `^${at}${path === '' ? '/' : `${escaped(path)}(/|$)`}`;
}

/** Whether all that comes by its part of the configuration is the service. */
export function isEverywhere({ at = [], notAt = [] }: Pick<ConfigOptions, 'at' | 'notAt'>): boolean {
  return at.length === 0 && notAt.length === 0;
}

/** Only dots mean something else in what a place may hold. */
function escaped(text: string): string {
  return text.replaceAll('.', '\\.');
}
