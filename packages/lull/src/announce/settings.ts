import { LullError } from '../errors.ts';
import { byChannel, type ChannelName } from './channels/contract.ts';

/** The mail server that notices go through. */
export interface MailSettings {
  /** `smtp://` or `smtps://`, with user and password where it wants them. */
  readonly server: string;
  /** As in `Example status <status@example.com>`. */
  readonly from: string;
}

/** Everything about announcing that the environment decides. */
export interface AnnounceSettings {
  /** Address at which browsers find the server, without a slash at its end. */
  readonly url: string;
  /** Null: no mail is sent, and nobody can sign up. */
  readonly mail: MailSettings | null;
  /** How many a minute each channel sends, all servers together. */
  readonly perMinute: Readonly<Record<ChannelName, number>>;
  /** A folder with words of further languages, or other words for ours; null for none. */
  readonly words: string | null;
  /** Lower-case tag of the language for whoever reads none of those that there are; null for English. */
  readonly language: string | null;
  /** A folder into which the public pages are written as files after each change; null for none. */
  readonly statusFolder: string | null;
  /** Where these files are found, without a slash at its end; null where nobody says. */
  readonly statusUrl: string | null;
}

/** The variables that are read, with what each is, for the reference of settings. */
export const announceVariables = {
  LULL_MAIL_URL: 'The mail server for notices: `smtps://user:password@mail.example.com`. Without it no mail.',
  LULL_MAIL_FROM: 'Sender of notices: `Example status <status@example.com>`; needed with `LULL_MAIL_URL`.',
  LULL_MAIL_RATE: 'Most mails a minute, all servers together. Default: 1200.',
  LULL_WEBHOOK_RATE: 'Most webhook calls a minute, all servers together. Default: 1200.',
  LULL_SLACK_RATE: 'Most messages to Slack a minute, all servers together. Default: 60.',
  LULL_NTFY_RATE: 'Most messages to ntfy a minute, all servers together. Default: 60.',
  LULL_WORDS: 'Folder with the words of further languages (`fr.json`), or other words for ours (`en.json`).',
  LULL_LANGUAGE: 'Language for whoever reads none of those that there are: `de`. Default: `en`.',
  LULL_STATUS_DIR: 'Folder into which the public pages are written as static files after each change.',
  LULL_STATUS_URL:
    'Address at which the static files are found, such as `https://status.example.com`: links in feeds, JSON and banner among them lead there. Default: to this server.',
} as const;

type Environment = Readonly<Record<string, string | undefined>>;

const usualRates: Readonly<Record<ChannelName, number>> = { mail: 1200, webhook: 1200, slack: 60, ntfy: 60 };

/**
 * Reads the settings of announcing from the environment. An empty value counts as none.
 *
 * @param url where browsers find the server
 * @throws LullError `bad-setting`, which names the variable and what it can be
 * @example announceSettings(process.env, 'https://lull.example.com').mail // null without LULL_MAIL_URL
 */
export function announceSettings(environment: Environment, url: string): AnnounceSettings {
  const value = (name: keyof typeof announceVariables): string | null => environment[name]?.trim() || null;
  const rate = (channel: ChannelName): number =>
    rateOf(`LULL_${channel.toUpperCase()}_RATE`, environment) ?? usualRates[channel];
  return {
    url,
    mail: mailOf(value('LULL_MAIL_URL'), value('LULL_MAIL_FROM')),
    perMinute: byChannel(rate),
    words: value('LULL_WORDS'),
    language: value('LULL_LANGUAGE')?.toLowerCase() ?? null,
    statusFolder: value('LULL_STATUS_DIR'),
    statusUrl: statusUrlOf(value('LULL_STATUS_URL')),
  };
}

function mailOf(server: string | null, from: string | null): MailSettings | null {
  if (server === null) return null;
  const url = URL.canParse(server) ? new URL(server) : null;
  if (url === null || !/^smtps?:$/.test(url.protocol) || url.hostname === '') {
    const todo = 'Write for example smtps://user:password@mail.example.com.';
    throw bad('LULL_MAIL_URL', 'is not the address of a mail server', todo);
  }
  if (
    from === null ||
    !/^(?:[^<>@\p{Cc}]*<[^<>@\s\p{Cc}]+@[^<>@\s\p{Cc}]+>|[^<>@\s\p{Cc}]+@[^<>@\s\p{Cc}]+)$/u.test(from)
  ) {
    const what = from === null ? 'is needed with LULL_MAIL_URL' : `"${from}" is not a sender`;
    throw bad('LULL_MAIL_FROM', what, 'Write for example: Example status <status@example.com>.');
  }
  return { server, from };
}

function statusUrlOf(text: string | null): string | null {
  if (text === null) return null;
  const url = URL.canParse(text) ? new URL(text) : null;
  const isPlain = url !== null && /^https?:$/.test(url.protocol) && url.href === url.origin + url.pathname;
  if (isPlain) return url.href.replace(/\/+$/, '');
  const todo = 'Write for example https://status.example.com, or https://example.com/status.';
  throw bad('LULL_STATUS_URL', `"${text}" is not the address of a folder on the web`, todo);
}

function rateOf(name: string, environment: Environment): number | null {
  const text = environment[name]?.trim();
  if (!text) return null;
  const most = Number(text);
  if (Number.isInteger(most) && most >= 1 && most <= 10_000_000) return most;
  throw bad(name, `"${text}" is not a whole number from 1 to 10000000`, 'Such as 600.');
}

function bad(name: string, what: string, todo: string): LullError {
  return new LullError('bad-setting', `${name}: ${what}`, todo, { setting: name });
}
