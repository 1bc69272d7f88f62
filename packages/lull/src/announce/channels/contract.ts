import type { Instant } from '../../time/instant.ts';
import type { NoticeKind } from '../contract.ts';
import type { MailSettings } from '../settings.ts';
import type { WorkKind } from '../work/contract.ts';
import type { Outgoing } from './outgoing/open.ts';

export const channelNames = ['mail', 'webhook', 'slack', 'ntfy'] as const;

export type ChannelName = (typeof channelNames)[number];

/**
 * One thing for each channel.
 *
 * @example byChannel((name) => name.length).ntfy === 4
 */
export function byChannel<T>(of: (name: ChannelName) => T): Readonly<Record<ChannelName, T>> {
  return Object.fromEntries(channelNames.map((name) => [name, of(name)])) as Record<ChannelName, T>;
}

/** A calendar's part of a message. */
export interface Invite {
  readonly method: 'REQUEST' | 'CANCEL';
  /** RFC 5545, with CRLF. */
  readonly text: string;
}

/** One message as every channel gets it: each takes of it what it can carry. */
export interface Message {
  /** UUID; the same for every attempt. */
  readonly id: string;
  /** UUID; the same for all that one recipient gets of a downtime, by which mails stand together. */
  readonly thread: string;
  /** When it was due: the same for every attempt. */
  readonly at: Instant;
  /** Null for what tells of no downtime: a mail to confirm an address, a message to try a channel out. */
  readonly kind: NoticeKind | WorkKind | null;
  readonly language: string;
  /** One line. */
  readonly subject: string;
  /** The body without its footer: paragraphs of plain text. */
  readonly paragraphs: readonly string[];
  /** How to leave, and why one gets this; plain text with addresses. Empty where there is nobody to leave. */
  readonly footer: readonly string[];
  /** The whole body as plain text, with where to read more and the footer. */
  readonly text: string;
  readonly html: string;
  readonly invite: Invite | null;
  /** Where people read more. */
  readonly statusUrl: string;
  /** What a link or button to `statusUrl` is called. */
  readonly more: string;
  /** Leaves at once when it is POSTed to (RFC 8058); null where there is nothing to leave. */
  readonly unsubscribeUrl: string | null;
  /** For programs: `NoticeData` of `message/data.ts`. */
  readonly data: Readonly<Record<string, unknown>>;
}

/**
 * Where a channel sends to, as its `read` made it: kept sealed where it is a secret. `shown` is for people
 * and holds no secret.
 */
export interface Target {
  readonly address: string;
  /** Such as a webhook's signing secret or an ntfy token; null for none. */
  readonly secret: string | null;
  readonly shown: string;
  /** Whether the server's owner named it, who may name private addresses. */
  readonly isTrusted: boolean;
}

/** What became of an attempt. */
export type Sent =
  | { readonly outcome: 'sent' }
  /** Trying again may help; not before `after` milliseconds where the other side said so. */
  | {
      readonly outcome: 'again';
      readonly error: string;
      readonly after: number | null;
      /** Whether the other side may have taken it all the same, because no answer came. */
      readonly maybeSent?: boolean;
    }
  /** Trying again helps nobody; `disables` where the address itself is refused for good. */
  | { readonly outcome: 'refused'; readonly error: string; readonly disables: boolean };

/** A channel that is set up. */
export interface Sender {
  /** Sends one message; never throws for what the other side does. */
  send(message: Message, target: Target): Promise<Sent>;
  close(): Promise<void>;
}

/** How often a channel may send. */
export interface ChannelRate {
  readonly perMinute: number;
  /** How many attempts at once. */
  readonly atOnce: number;
}

/** What a channel is set up with: what the environment decides, and what requests are made with. */
export interface ChannelMeans {
  /** Null where no mail is sent. */
  readonly mail: MailSettings | null;
  readonly outgoing: Outgoing;
}

/** One way to reach somebody: one folder, one line in the registry. */
export interface Channel {
  readonly name: ChannelName;
  /** Whether people may give it by themselves on the public page. */
  readonly isPublic: boolean;
  /** Whether the address is a secret itself (Slack, ntfy), and so kept sealed. */
  readonly isSecret: boolean;
  /** Whether messages carry a calendar's part. */
  readonly takesCalendar: boolean;
  /** Whether programs read it: what they are told counts from when it was due, at every attempt. */
  readonly isForPrograms: boolean;
  /** How many attempts a server makes at once. */
  readonly atOnce: number;
  /** How often one may try: the first wait in milliseconds, doubled each time, and how many attempts. */
  readonly retry: { readonly first: number; readonly most: number; readonly attempts: number };
  /**
   * Reads what somebody gave as an address.
   *
   * @throws LullError `bad-address`
   */
  read(given: {
    readonly address: string;
    readonly secret?: string | null;
    readonly isTrusted: boolean;
  }): Target;
  /**
   * Sets it up; null where it can't be on this server.
   *
   * @throws LullError `bad-setting`
   */
  open(means: ChannelMeans): Sender | null;
}

/** The channels of this server. */
export interface Channels {
  readonly all: Readonly<Record<ChannelName, Channel>>;
  /** Null where the channel isn't set up on this server (mail without a server for it). */
  readonly senders: Readonly<Record<ChannelName, Sender | null>>;
  readonly rates: Readonly<Record<ChannelName, ChannelRate>>;
  close(): Promise<void>;
}
