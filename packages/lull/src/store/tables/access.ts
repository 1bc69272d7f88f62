import type { Generated } from 'kysely';
import type { Json, MadeTime, Time } from './columns.ts';

/** The tables of `access`. */
export interface AccessTables {
  access_people: {
    person: string;
    role: string | null;
    name: string;
    email: string;
    created_at: MadeTime;
  };
  access_grants: {
    person: string;
    service: string;
    role: string;
    granted_at: MadeTime;
    granted_by: string;
  };
  access_keys: {
    /** Id of the key in the identity library's table. */
    key: string;
    person: string;
    name: string;
    role: string | null;
    scopes: string[] | null;
    services: string[] | null;
    expires_at: Time | null;
    revoked_at: Time | null;
    created_at: MadeTime;
    /** Whether it is a gate's, which goes on whatever becomes of its maker. */
    stands_alone: Generated<boolean>;
  };
  /** One-time links: to become the first owner, to join, to set a new password. */
  access_invitations: {
    id: string;
    kind: 'owner' | 'member' | 'password';
    /** SHA-256 of the link's token, hex; the token itself is nowhere. Unique. */
    token_hash: string;
    email: string | null;
    role: string | null;
    /** Services and the role given for each. */
    grants: Json<Record<string, string>>;
    /** Whose password it sets. */
    person: string | null;
    made_by: string;
    created_at: MadeTime;
    expires_at: Time;
    /** Somebody is using it until then; a crash in the middle gives it back. */
    claimed_until: Time | null;
    used_at: Time | null;
    used_by: string | null;
  };
  /** How often something was tried since when, shared by all servers; the primary key is `key`. */
  access_attempts: { key: string; count: number; since: MadeTime };
  /** Who changed what, why and from where; only ever added to. */
  access_audit: {
    /** Given by the database (identity). */
    seq: Generated<string>;
    at: Time;
    actor_kind: string;
    actor: string;
    actor_name: string;
    person: string;
    /** Such as `downtime.schedule` or `window.put`. */
    action: string;
    /** Such as a downtime's id or a service's name. */
    subject: string;
    services: string[];
    why: string | null;
    from_address: string | null;
    request: string | null;
    /** What changed, as far as it is no secret. */
    data: Json<unknown>;
  };
}
