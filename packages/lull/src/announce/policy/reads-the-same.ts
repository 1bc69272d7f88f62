import type { Told } from '../contract.ts';
import { saysTheSame } from './waves-of.ts';

/**
 * Whether two promises are the same to somebody who reads them: of tenants they read nothing, nor of services
 * that they may not know of.
 *
 * @example readsTheSame(told, { ...told, services: [...told.services, 'vault'] }, isPublic) === true
 */
export function readsTheSame(a: Told, b: Told, mayKnow: (service: string) => boolean): boolean {
  const read = ({ services, part, ...rest }: Told): Told => ({
    ...{ ...rest, services: services.filter(mayKnow) },
    part: part && { paths: part.paths, tenants: [] },
  });
  return saysTheSame(read(a), read(b));
}
