import type { Mode } from '../../../plan/rules.ts';
import type { Phase } from '../facts.ts';
import { plain } from '../plain.ts';

/** What it does to a service, in the words of Maintnote (X-MAINTNOTE-IMPACT). */
export const impactOf = {
  full: 'OUTAGE',
  partial: 'DEGRADED',
  'read-only': 'DEGRADED',
  hold: 'DEGRADED',
  'at-risk': 'REDUCED-REDUNDANCY',
} as const satisfies Readonly<Record<Mode, string>>;

/** What of an event the properties are made from. */
export interface MaintnoteFacts {
  readonly downtime: string;
  readonly told: { readonly mode: Mode };
  /** Names of the services that the reader may know. */
  readonly objects: readonly string[];
  readonly phase: Phase;
  /** Address of the server. */
  readonly url: string;
}

/** Everybody is told the same: nobody has an account of their own. */
const ACCOUNT = 'public';

/**
 * The properties by which operators' programs read a maintenance notice (NANOG BCOP Maintnote): one
 * `OBJECT-ID` for each service, with what becomes of it.
 *
 * @example maintnote(facts)[0] // ['X-MAINTNOTE-PROVIDER', 'status.example.com']
 */
export function maintnote({ downtime, told, objects, phase, url }: MaintnoteFacts): [string, string][] {
  const impact = impactOf[told.mode];
  return [
    ['X-MAINTNOTE-PROVIDER', new URL(url).hostname],
    ['X-MAINTNOTE-ACCOUNT', ACCOUNT],
    ['X-MAINTNOTE-MAINTENANCE-ID', downtime],
    ['X-MAINTNOTE-IMPACT', impact],
    ['X-MAINTNOTE-STATUS', phase],
    ...objects.map((service): [string, string] => [
      `X-MAINTNOTE-OBJECT-ID;X-MAINTNOTE-OBJECT-IMPACT=${impact}`,
      plain(service),
    ]),
  ];
}
