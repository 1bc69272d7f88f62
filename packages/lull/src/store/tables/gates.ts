import type { StateDocument } from '@lull/gate/protocol';
import type { Generated } from 'kysely';
import type { Big, Json, Time } from './columns.ts';

/** The tables of `gates`. */
export interface GatesTables {
  /** What documents are signed with; the private halves are encrypted. Only ever added to. */
  gates_keys: {
    id: string;
    /** Ed25519, base64url of its 32 bytes. */
    public_key: string;
    /** The private half under LULL_SECRET; null once it signs no more. */
    sealed: string | null;
    not_before: Time;
    endorsed_by: string | null;
    endorsement: string | null;
    made_at: Time;
    retired_at: Time | null;
  };
  /** The document of each service that has gates: the newest one alone. */
  gates_documents: {
    service: string;
    epoch: Big;
    serial: Big;
    body: Json<StateDocument>;
    /** What it was made of beside the downtimes: epoch, version of the catalog, keys. */
    made_of: string;
    /** When time alone makes another one of it; null for never. */
    rebuild_at: Time | null;
    issued_at: Time;
  };
  /** Every gate that was heard of, as it said last. */
  gates_instances: {
    service: string;
    instance: string;
    kind: string;
    version: string;
    epoch: Big | null;
    serial: Big | null;
    state: string;
    downtime: string | null;
    override: string | null;
    in_flight: number;
    clock_offset: Big | null;
    warnings: string[];
    /** The last report that was counted, and of which run. */
    run: string;
    report: number;
    heard_at: Time;
    lease_until: Time;
    /** Whether it was told that the lease had lapsed. */
    lost: boolean;
    /** Since when nobody waits for it; null while somebody does. */
    gone_at: Time | null;
    /** Id of the key that it was heard by; null where that was not yet kept. */
    key: string | null;
    /** The runs that were heard under this name before, the latest first. */
    earlier_runs: Generated<string[]>;
    /** Until when it is held that several processes bear this name; null where they never did. */
    shared_until: Time | null;
  };
  /** What passed and what was refused, by service and minute. */
  gates_minutes: {
    service: string;
    minute: Time;
    /** Null where one of its gates doesn't see what passes. */
    requests: Big | null;
    writes: Big | null;
    closed: Big;
    read_only: Big;
    partial: Big;
    opening: Big;
  };
}
