import { refusal } from '../calls/open.ts';
import type { Scope } from '../contract.ts';

/** What is to be quiet in an Icinga: names as they are there. */
export interface IcingaScope {
  readonly hosts: readonly string[];
  /** Empty for the hosts themselves with all of their services. */
  readonly services: readonly string[];
  /** Whether what depends on them is meant, too. */
  readonly withChildren: boolean;
}

/**
 * The hosts and services of a scope.
 *
 * @throws LullError `silencer-refused` for a scope of another kind
 * @example readScope('icinga', { hosts: ['web1'] }) // { hosts: ['web1'], services: [], withChildren: false }
 */
export function readScope(name: string, { hosts, services, withChildren }: Scope): IcingaScope {
  const read = { hosts: namesIn(hosts), services: namesIn(services), withChildren: withChildren === true };
  if (read.hosts.length > 0) return read;
  throw refusal(
    name,
    'is an Icinga and is given no hosts',
    `Write for example silences: [{ by: ${name}, hosts: [web1] }].`,
  );
}

/**
 * A scope as people read it.
 *
 * @example shownScope({ hosts: ['web1'], services: ['http'], withChildren: false }) === 'http on web1'
 */
export function shownScope({ hosts, services, withChildren }: IcingaScope): string {
  const what = services.length > 0 ? `${services.join(', ')} on ${hosts.join(', ')}` : hosts.join(', ');
  return withChildren ? `${what}, with what depends on it` : what;
}

function namesIn(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}
