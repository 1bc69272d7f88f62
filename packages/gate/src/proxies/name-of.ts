import { createHash } from 'node:crypto';

/**
 * A service's name as variables, backends and locations of a proxy have it: letters, digits and `_`, another
 * for each service.
 *
 * @example nameOf('my-shop') // 'my_shop'
 */
export function nameOf(service: string): string {
  const name = service.replace(/[^A-Za-z0-9]/g, '_');
  if (/^[A-Za-z0-9-]+$/.test(service)) return name;
  return `${name}_${createHash('sha256').update(service).digest('hex').slice(0, 8)}`;
}
