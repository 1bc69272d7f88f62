/** One line of an access log, as far as Lull needs it. One object is filled again and again. */
export interface Request {
  /** UTC, milliseconds; NaN for a stamp that names no instant (31 February). */
  time: number;
  client: string;
  method: string;
  path: string;
  /** 0 where the line has none. */
  status: number;
  /**
   * Empty where the line doesn't say; `-` where the client sent none, which no browser does: isbot says bot.
   */
  agent: string;
  /** The whole X-Forwarded-For field, empty where the line has none. */
  forwardedFor: string;
}

/** A request with nothing in it yet. */
export function emptyRequest(): Request {
  return { time: NaN, client: '', method: '', path: '', status: 0, agent: '', forwardedFor: '' };
}

/** A header or comment that belongs to the format and is no line of its own: not counted at all. */
export const ASIDE = 'aside';

/** The line was read into the request. */
export const READ = 'read';

/** `read`, `aside`, or why the line could not be read. */
export type Outcome = string;

export const reasons = {
  impossibleTime: 'the time is impossible',
  noRequest: 'no request in it',
  tooLong: 'longer than 64 KiB',
} as const;

/** Reads one line, without its line end, into `request`. */
export type LineParser = (line: string, request: Request) => Outcome;

/** The formats that begin like the Common Log Format of NCSA httpd and Apache's mod_log_config. */
export type ClfName = 'common' | 'combined' | 'vhost-combined';

/** One format of access log. */
export interface LogFormat {
  readonly name: string;
  /**
   * How bytes become text: `utf8` where strings are JSON, else `latin1`, which loses nothing and is quicker.
   */
  readonly encoding: 'latin1' | 'utf8';
  /** Whether a line can only be read knowing the lines before it (W3C's #Fields). */
  readonly inOrder: boolean;
  /** Which Common Log Format it begins like, for the quick scanner. */
  readonly clf?: ClfName;
  /** A parser for one file. `place` gives the instant of a wall time whose stamp carries no offset. */
  parser(place: (wall: number) => number): LineParser;
}

/** The reason of a line that is none of the format's. */
export function notA(format: string): string {
  return `not a line of the format ${format}`;
}
