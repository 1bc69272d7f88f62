import type { Actual, Revision, State } from '../downtime/contract.ts';
import type { Keeper, Log } from '../keeper/contract.ts';
import type { Queue } from '../keeper/queue.ts';
import type { Mode } from '../plan/rules.ts';
import type { Store, Trx } from '../store/contract.ts';
import type { Instant } from '../time/instant.ts';
import type { ChannelName, Channels } from './channels/contract.ts';
import type { AnnounceSettings } from './settings.ts';
import type { Sealed } from './tokens.ts';
import type { Vocabulary } from './words/contract.ts';

/**
 * What a notice tells one recipient.
 * - `scheduled`: a downtime is coming (also to who is newly touched by one that was moved)
 * - `reminder`: it is coming near
 * - `moved`: what was told has changed: time, length, mode
 * - `withdrawn`: it no longer touches this recipient
 * - `cancelled`: it will not be
 * - `delayed`: its start has come and it has not begun
 * - `started`: it has begun
 * - `overrunning`: its promised end is near and it is not through
 * - `extended`: it takes longer, until the new end
 * - `completed`, `aborted`: it is over and visitors are back; the work was done, or turned back
 */
export const noticeKinds = [
  'scheduled',
  'reminder',
  'moved',
  'withdrawn',
  'cancelled',
  'delayed',
  'started',
  'overrunning',
  'extended',
  'completed',
  'aborted',
] as const;

export type NoticeKind = (typeof noticeKinds)[number];

/** Kinds that subscribers may leave out; what corrects something that they were told they always get. */
export const optionalKinds = ['scheduled', 'reminder', 'started', 'completed'] as const;

export type OptionalKind = (typeof optionalKinds)[number];

/** What people are told of a downtime by one revision: not who made it, and not why. */
export type Told = Omit<Revision, 'at' | 'by' | 'why'>;

/**
 * One occasion on which people are told of a downtime: planned for an instant, or raised at once in the
 * transaction of a change. Raised, it is spread into notices, one for each recipient and channel.
 */
export interface Wave {
  readonly id: string;
  readonly downtime: string;
  /** What is told at this occasion; a `moved` one becomes `scheduled` or `withdrawn` for some recipients. */
  readonly kind: NoticeKind;
  /** The point of the policy that it comes from, such as `P7D`; null for what no policy leaves out. */
  readonly point: string | null;
  /** Services whose audience it goes to: those whose policy names the point. */
  readonly services: readonly string[];
  /** Only subscribers with one of these tags; empty for all. */
  readonly tags: readonly string[];
  readonly dueAt: Instant;
  readonly state: 'planned' | 'raised' | 'spread' | 'cancelled';
  readonly told: Told;
  /** What was told before, where it differs; null for the first. */
  readonly before: Told | null;
  /** RFC 5545 SEQUENCE of the downtime at this occasion; see `sequenceOf`. */
  readonly sequence: number;
}

/** One message about one revision to one recipient on one channel. */
export interface Notice {
  readonly id: string;
  readonly wave: string;
  readonly downtime: string;
  readonly revision: number;
  /** As it concerns this recipient; may differ from the wave's. */
  readonly kind: NoticeKind;
  /** Id of the subscriber; null once they were erased. */
  readonly subscriber: string | null;
  readonly channel: ChannelName;
  readonly state: 'queued' | 'sent' | 'failed' | 'cancelled';
  readonly attempts: number;
  readonly tryAt: Instant;
  readonly sentAt: Instant | null;
  /** Why the last attempt failed, without secrets; null for none. */
  readonly error: string | null;
  /** UUID, made with the notice: Message-ID and webhook-id of every attempt. */
  readonly messageId: string;
}

/** Somebody (or something) that wants to hear of downtimes, on one channel. */
export interface Subscriber {
  readonly id: string;
  readonly channel: ChannelName;
  /** As people may see it: an e-mail address, or the host of an address that is a secret itself. */
  readonly shown: string;
  /** BCP 47 tag, lower case. */
  readonly language: string;
  /** IANA zone in which times are told; null for each service's own. */
  readonly zone: string | null;
  /** Names of services; null for all. */
  readonly services: readonly string[] | null;
  /** What of `optionalKinds` is wanted; null for all. */
  readonly kinds: readonly OptionalKind[] | null;
  /** Tenants that the subscriber belongs to; `*` for whoever must hear of every tenant. */
  readonly tenants: readonly string[];
  readonly tags: readonly string[];
  /** `pending` until the link in the first mail was opened; `disabled` once its address refused for good. */
  readonly state: 'pending' | 'active' | 'disabled';
  readonly source: 'sign-up' | 'added' | 'import';
  readonly createdAt: Instant;
  readonly confirmedAt: Instant | null;
  readonly disabledWhy: string | null;
}

/** What anybody may know of a service. */
export interface PublicService {
  readonly name: string;
  /** What people call it. */
  readonly title: string;
  readonly description: string | null;
  readonly zone: string;
  /** `#rrggbb`; null for the page's. */
  readonly colour: string | null;
}

/** Something that happened to a downtime, as far as anybody may know it: never a reason, never a person. */
export interface PublicUpdate {
  readonly id: string;
  readonly kind: NoticeKind;
  readonly at: Instant;
  readonly told: Told;
}

/** What anybody may know of a downtime: services that aren't public and tenants are left out. */
export interface PublicDowntime {
  readonly id: string;
  readonly title: string;
  readonly state: Exclude<State, 'draft' | 'awaiting-approval'>;
  readonly services: readonly string[];
  readonly mode: Mode;
  /** Paths that are closed while the mode is `partial`; empty for all. */
  readonly paths: readonly string[];
  /** Every promise, the first to the last; never empty. */
  readonly promise: readonly Told[];
  readonly actual: Actual;
  readonly expectedEnd: Instant;
  readonly emergency: boolean;
  readonly overdue: boolean;
  readonly sequence: number;
  readonly createdAt: Instant;
  readonly changedAt: Instant;
  /** The oldest first. */
  readonly updates: readonly PublicUpdate[];
}

/** A window or freeze of public services, as it comes. */
export interface PublicPeriod {
  readonly kind: 'window' | 'freeze';
  readonly name: string;
  /** Public services that it holds for. */
  readonly services: readonly string[];
  readonly zone: string;
  readonly start: Instant;
  readonly end: Instant;
  /** A window's comment; a freeze says no reason to the public. */
  readonly text: string | null;
}

/** How the public pages look. */
export interface PublicPage {
  readonly title: string;
  /** Address of the site that the page belongs to; null for none. */
  readonly site: string | null;
  /** The zone of the page itself. */
  readonly zone: string;
  readonly colour: string | null;
  /** A `data:` address of an image. */
  readonly logo: string | null;
  /** Address at which browsers find this server. */
  readonly url: string;
  /** Whether people may sign up by themselves: where mail can be sent. */
  readonly isSignUpOpen: boolean;
  /** Sender of notices, as in `Example status <status@example.com>`; null where no mail is sent. */
  readonly contact: string | null;
}

/**
 * All that anybody may know at one moment: everything public (status page, feeds, compatible JSON, banner,
 * static files) is a pure function of it. Downtimes: all that are to come or under way, and those that ended
 * within 90 days; by start.
 */
export interface Published {
  /** When it was read, by the database's clock. */
  readonly at: Instant;
  /** Changes whenever anything in it does. */
  readonly version: string;
  readonly page: PublicPage;
  readonly services: readonly PublicService[];
  readonly downtimes: readonly PublicDowntime[];
  /** Of the next 60 days. */
  readonly periods: readonly PublicPeriod[];
}

/** What this room's verbs take as their first argument. */
export interface Announce {
  readonly store: Store;
  /** Set when the keeper is open, which needs this room's follower first. */
  readonly keeper: () => Keeper;
  readonly queue: () => Queue;
  readonly log: Log;
  readonly settings: AnnounceSettings;
  readonly channels: Channels;
  readonly words: Vocabulary;
  /** Encrypts addresses that are secrets, signs links, and makes the keys that addresses are found by. */
  readonly sealed: Sealed;
  /** The time: the database's, which every server shares. */
  now(trx?: Trx): Promise<Instant>;
}
