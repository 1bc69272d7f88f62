import type { Generated } from 'kysely';
import type { Revision } from '../../downtime/contract.ts';
import type { Json, Time } from './columns.ts';

/** What people were told by a revision. */
type Told = Omit<Revision, 'at' | 'by' | 'why'>;

/** The tables of `announce`. */
export interface AnnounceTables {
  /** Who wants to hear of downtimes, on one channel each. */
  announce_subscribers: {
    id: string;
    channel: string;
    /** Null where the address is a secret itself: then it is in `sealed`, with what else is secret. */
    address: string | null;
    /** A `Target` as JSON, encrypted. */
    sealed: string | null;
    /** As people may see it. */
    shown: string;
    /** HMAC of channel and address: one subscriber for each. */
    address_key: string;
    /** Whether an owner named it, who may name private addresses. */
    is_trusted: boolean;
    language: string;
    zone: string | null;
    services: string[] | null;
    kinds: string[] | null;
    tenants: string[];
    tags: string[];
    state: 'pending' | 'active' | 'disabled';
    source: 'sign-up' | 'added' | 'import';
    created_at: Time;
    confirmed_at: Time | null;
    disabled_at: Time | null;
    disabled_why: string | null;
    /** When it was last sent a mail because somebody gave its address. */
    asked_at: Time | null;
  };
  /** The occasions on which people are told of a downtime. */
  announce_waves: {
    id: string;
    /** In the order in which they were made. */
    number: Generated<string>;
    downtime: string;
    revision: number;
    kind: string;
    /** The policy's point, such as `P7D`; null for what no policy leaves out. */
    point: string | null;
    services: string[];
    tags: string[];
    due_at: Time;
    state: 'planned' | 'raised' | 'spread' | 'cancelled';
    /** What is told then, and what was told before. */
    body: Json<{
      readonly told: Told;
      readonly before: Told | null;
      readonly sequence: number;
      /** What people at work are told: a `WorkTold`. */
      readonly work?: unknown;
    }>;
    /** Whether it is for people at work, and for no subscriber who isn't on watch. */
    for_work: Generated<boolean>;
    made_at: Time;
    raised_at: Time | null;
    /** The last subscriber that was looked at, how many were told, and when; null before the first. */
    spread_to: string | null;
    placed: Generated<number>;
    chunk_at: Time | null;
    spread_at: Time | null;
    /** Since when no more of it goes out, because something else holds now; null while it does. */
    off_at: Time | null;
    /** Since when nothing of it waits any more that was called off. */
    cleared_at: Time | null;
    /** Since when nobody can say who was told; null while somebody can. */
    anonymous_at: Time | null;
  };
  /** The outbox: one row for each recipient of a wave. */
  announce_notices: {
    id: Generated<string>;
    wave: string;
    downtime: string;
    revision: number;
    /** As it concerns this recipient. */
    kind: string;
    /** Id of the subscriber; `erased:` and the notice's id once they were erased. */
    recipient: string;
    channel: string;
    state: 'queued' | 'sent' | 'failed' | 'cancelled';
    /** From 0 to 9; lower goes first. */
    urgency: number;
    /** Its place in its wave: waves of the same urgency take turns. */
    place: number;
    attempts: Generated<number>;
    try_at: Time;
    /** Somebody is sending it until then; a crash gives it back. */
    leased_until: Time | null;
    /** Whether a server died while it was being sent, once: nobody knows whether it came. */
    maybe_sent: Generated<boolean>;
    sent_at: Time | null;
    error: string | null;
    message_id: string;
    made_at: Time;
  };
  /** How many notices of a wave failed for good on a channel, and of how many events have told. */
  announce_failures: { wave: string; channel: string; failed: number; told: number; told_at: Time | null };
  /** How much each channel may still send, all servers together. */
  announce_rates: { channel: string; tokens: number; counted_at: Time };
}
