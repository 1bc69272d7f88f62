import type { Generated } from 'kysely';
import type { Downtime, Revision, State } from '../../downtime/contract.ts';
import type { Series } from '../../downtime/series.ts';
import type { Mode } from '../../plan/rules.ts';
import type { Big, Json, Time } from './columns.ts';

/** The tables of `downtime`. */
export interface DowntimeTables {
  downtime_downtimes: {
    id: string;
    version: Big;
    state: State;
    title: string;
    mode: Mode;
    services: string[];
    /** Those that it touched by an earlier promise and doesn't touch any more. */
    left_services: Generated<string[]>;
    owner: string;
    people: string[];
    /** `infinity` while it has none, so that drafts come last in every list. */
    start_at: Time;
    /** From when and until when it takes up its services and people; both null when it does not. */
    busy_from: Time | null;
    busy_until: Time | null;
    /** When a moment comes that must be looked at; null when none does. */
    next_at: Time | null;
    series: string | null;
    occurrence_at: Time | null;
    body: Json<Downtime>;
    created_at: Time;
    changed_at: Time;
  };
  downtime_revisions: { downtime: string; number: number; body: Json<Revision>; at: Time };
  downtime_series: {
    id: string;
    version: Big;
    title: string;
    services: string[];
    body: Json<Series>;
    /** Up to where its occurrences were made. */
    made_until: Time | null;
    ended: boolean;
    changed_at: Time;
  };
}
