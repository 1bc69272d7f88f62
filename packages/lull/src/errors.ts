/** How the process ends. Documented in docs/errors.md; scripts rely on these numbers. */
export const exitCodes = {
  ok: 0,
  failed: 1,
  wrongUsage: 2,
  closed: 3,
  notAllowed: 4,
  interrupted: 130,
} as const;

type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

interface ErrorKind {
  /** Exit code of a command that ends with it. */
  readonly exit: ExitCode;
  /** Whether the same call may succeed later without anything being changed. */
  readonly retry: boolean;
  /** What it means, for the reference in docs/errors.md. */
  readonly means: string;
}

const wrong = (means: string): ErrorKind => ({ exit: exitCodes.wrongUsage, retry: false, means });
const failed = (means: string, retry = false): ErrorKind => ({ exit: exitCodes.failed, retry, means });

/** Every error that Lull reports, by its stable code. */
export const errorKinds = {
  'bad-option': wrong('An option or argument of a command has a value that it cannot have.'),
  'bad-instant': wrong('A time is not an ISO 8601 instant with a zone offset, or not a wall time.'),
  'bad-duration': wrong('A length is not a duration such as 90m, 2h, 1h30m or PT1H30M.'),
  'unknown-zone': wrong('A time zone is not a name of the IANA time zone database.'),
  'bad-interval': wrong('The end of a period is not after its start.'),
  'bad-rule': wrong('A recurrence rule is not a valid RFC 5545 RRULE, or it never occurs.'),
  'too-many-occurrences': wrong('A recurrence rule occurs too often in the period that was asked for.'),
  'config-not-found': wrong('The configuration file does not exist or cannot be read.'),
  'bad-config': wrong('The configuration file has a mistake; file, line and field are named.'),
  'unknown-service': wrong('The named service is not in the configuration.'),
  'source-not-found': wrong('A traffic source matches no file.'),
  'bad-source': wrong('A traffic source cannot be read as what it was said to be.'),
  'source-unreadable': failed(
    'A traffic file exists but cannot be read: no permission, or the disk refused.',
  ),
  'unreadable-traffic': failed('No line of the traffic could be read in any known format.'),
  'empty-traffic': failed('The traffic holds nothing to plan from.'),
  'unknown-series': wrong('The named series is not in the source, or several are and none was named.'),
  'unknown-metric': wrong('The source does not have the metric that was asked for.'),
  'source-unavailable': failed('A traffic source over the network did not answer in time.', true),
  'source-refused': failed('A traffic source over the network answered with a refusal.'),
  'unknown-country': wrong('Holidays were asked for a country or region that is not known.'),
  'missing-package': failed('An optional package that this option needs is not installed.'),
  'nothing-fits': {
    exit: exitCodes.closed,
    retry: false,
    means: 'No moment in the horizon fits; the rule in the way and the nearest moment without it are named.',
  },
  'file-exists': wrong('A file that would be written exists already.'),
  'write-failed': failed('A file could not be written.'),
  interrupted: { exit: exitCodes.interrupted, retry: true, means: 'The command was interrupted.' },
  internal: failed('Something happened that should not have. Please report it.'),
} as const satisfies Record<string, ErrorKind>;

export type ErrorCode = keyof typeof errorKinds;

/**
 * An error that a person can act on: a stable code, what happened (the message), what to do about it, and
 * whether trying again is worth it.
 *
 * @example
 * throw new LullError('unknown-zone', '"Mars/X" is not a time zone', 'Use a name such as Europe/Berlin.');
 */
export class LullError extends Error {
  override readonly name = 'LullError';
  readonly code: ErrorCode;
  readonly todo: string;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(code: ErrorCode, what: string, todo: string, details: Record<string, unknown> = {}) {
    super(what);
    this.code = code;
    this.todo = todo;
    this.details = details;
  }

  get retry(): boolean {
    return errorKinds[this.code].retry;
  }

  get exitCode(): ExitCode {
    return errorKinds[this.code].exit;
  }

  toJSON() {
    return {
      error: { code: this.code, message: this.message, todo: this.todo, retry: this.retry, ...this.details },
    };
  }
}
