/** How the process ends. Documented in docs/errors.md; scripts rely on these numbers. */
export const exitCodes = {
  ok: 0,
  failed: 1,
  wrongUsage: 2,
  closed: 3,
  notAllowed: 4,
  halted: 5,
  interrupted: 130,
} as const;

type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

interface ErrorKind {
  /** Exit code of a command that ends with it. */
  readonly exit: ExitCode;
  /** Whether the same call may succeed later without anything being changed. */
  readonly retry: boolean;
  /** HTTP status of an answer that carries it. */
  readonly status: number;
  /** What it means, for the reference in docs/errors.md. */
  readonly means: string;
}

const wrong = (means: string, status = 400): ErrorKind => ({
  exit: exitCodes.wrongUsage,
  retry: false,
  status,
  means,
});
const failed = (means: string, retry = false, status = retry ? 503 : 500): ErrorKind => ({
  exit: exitCodes.failed,
  retry,
  status,
  means,
});
const refused = (means: string, status: number): ErrorKind => ({
  exit: exitCodes.closed,
  retry: false,
  status,
  means,
});
const notAllowed = (means: string, status: number): ErrorKind => ({
  exit: exitCodes.notAllowed,
  retry: false,
  status,
  means,
});

/** Every error that Lull reports, by its stable code. */
export const errorKinds = {
  'bad-option': wrong('An option or argument of a command has a value that it cannot have.'),
  'bad-instant': wrong('A time is not an ISO 8601 instant with a zone offset, or not a wall time.'),
  'bad-duration': wrong('A length is not a duration such as 90m, 2h, 1h30m or PT1H30M.'),
  'unknown-zone': wrong('A time zone is not a name of the IANA time zone database.'),
  'bad-interval': wrong('The end of a period is not after its start.'),
  'bad-rule': wrong('A recurrence rule is not a valid RFC 5545 RRULE, or it never occurs.'),
  'too-many-occurrences': wrong('A recurrence rule occurs too often in the period that was asked for.'),
  'steps-not-found': wrong('A step file or the folder of them does not exist or cannot be read.'),
  'bad-steps': wrong('A step file or targets.yaml has a mistake; file, line and field are named.', 422),
  'steps-exposed': failed(
    'A step file, or a folder that it lies in, could be changed by others on the machine.',
    false,
    422,
  ),
  'steps-changed': failed('A step file is not the one that was approved: its hash is another.', false, 409),
  'bad-parameter': wrong(
    'A parameter of a step file is missing, unknown, or has a value that it cannot have.',
    422,
  ),
  'unknown-target': wrong('A step names a target that targets.yaml on its host does not have.', 422),
  'secret-unreadable': failed('A secret that a step names cannot be read on its host.', false, 422),
  'no-pass': failed('A step is to pass a closed gate, and has no pass for its service.', false, 422),
  'journal-damaged': failed('The journal of a run on its host is damaged.', false, 409),
  'runner-in-use': failed('Another process runs steps with the same folder.', false, 409),
  'config-not-found': wrong('The configuration file does not exist or cannot be read.'),
  'bad-config': wrong('The configuration file has a mistake; file, line and field are named.'),
  'unknown-service': wrong('The named service is not in the configuration.'),
  'unknown-person': wrong('A plan names a person whom neither the server nor a team of the catalog knows.'),
  'source-not-found': wrong('A traffic source matches no file.'),
  'bad-source': wrong('A traffic source cannot be read as what it was said to be.'),
  'source-unreadable': failed(
    'A traffic file exists but cannot be read: no permission, or the disk refused.',
    false,
    422,
  ),
  'unreadable-traffic': failed('No line of the traffic could be read in any known format.', false, 422),
  'empty-traffic': failed('The traffic holds nothing to plan from.', false, 422),
  'unknown-series': wrong('The named series is not in the source, or several are and none was named.'),
  'unknown-metric': wrong('The source does not have the metric that was asked for.'),
  'source-unavailable': failed('A traffic source over the network did not answer in time.', true),
  'source-refused': failed('A traffic source over the network answered with a refusal.', false, 502),
  'unknown-country': wrong('Holidays were asked for a country or region that is not known.'),
  'missing-package': failed('An optional package that this option needs is not installed.', false, 501),
  'nothing-fits': refused(
    'No moment in the horizon fits; the rule in the way and the nearest moment without it are named.',
    422,
  ),
  'not-found': wrong('What was asked for does not exist, or the caller may not see it.', 404),
  'bad-request': wrong('A request has a field that it cannot have; each mistake is named with its place.'),
  'wrong-method': wrong('The address takes other methods; `Allow` names them.', 405),
  'wrong-content-type': wrong('A body is of another type than the one that is read there.', 415),
  'timed-out': failed(
    'The server did not get through with a request in time; ask whether it was done.',
    true,
  ),
  'too-large': wrong('A request is larger than the server reads.', 413),
  'too-many-requests': failed('One caller asks too often; the answer says when to try again.', true, 429),
  'wrong-state': failed('A downtime or series is in a state in which that cannot be done.', false, 409),
  'run-under-way': failed(
    'Steps are being run, and what was said would open the gate on a half-done change.',
    false,
    409,
  ),
  'no-way-back': failed('A step has begun after which nothing is rolled back.', false, 409),
  'runner-elsewhere': failed(
    'Another server or runner runs the steps, or has the journal of those under way.',
    true,
  ),
  'not-ordered': notAllowed('An agent tells of steps that were never ordered from it.', 403),
  'rule-in-the-way': refused(
    'Rules stand in the way; each is named, and the next moment at which none does.',
    422,
  ),
  'second-person': notAllowed('A second person has to agree first, and it cannot be the same one.', 409),
  'bad-plan': wrong('A plan lacks something or contradicts itself.', 422),
  'reason-needed': wrong('This needs a reason, which is kept.', 422),
  'stale-version': failed(
    'It was changed by somebody since it was read; the answer says what changed.',
    false,
    412,
  ),
  'version-needed': wrong('A change has to say which version it is made to.', 428),
  'already-exists': failed('There is one of that name already.', false, 409),
  'in-use': failed('It cannot be removed while others refer to it; they are named.', false, 409),
  'idempotency-mismatch': failed('The idempotency key was used before for a different request.', false, 422),
  'not-signed-in': notAllowed('Nobody is signed in, or the key is unknown, expired or revoked.', 401),
  'not-allowed': notAllowed('The person or key may not do that; the role that may is named.', 403),
  'forged-request': notAllowed('A request of a browser does not come from a page of this server.', 403),
  'provider-unavailable': failed('The identity provider does not answer, or not as one.', true),
  'bad-address': wrong('A channel cannot send to what was given as an address; the reason is named.', 422),
  'channel-not-set-up': failed('This server is not set up to send on that channel.', false, 409),
  'bad-import': wrong('A CSV has lines that cannot be imported; each is named, and why.', 422),
  'bad-link': wrong('A one-time link is unknown, expired, or was used before.', 410),
  'last-owner': refused('The last owner cannot be removed or be given a lesser role.', 409),
  'store-in-use': failed('Another process uses the data folder.'),
  'store-newer': failed('The data was written by a newer Lull than this one.'),
  'store-older': failed('The data was written by an older database engine than the one that is there.'),
  'store-damaged': failed('The data cannot be opened: damaged, or none of ours.'),
  'store-not-empty': failed('A backup can be restored only into an empty place.'),
  'store-unavailable': failed('The database does not answer.', true),
  'store-halted': {
    exit: exitCodes.halted,
    retry: true,
    status: 503,
    means: 'The embedded database could not write and has stopped; the server ends, to be started again.',
  },
  'bad-backup': wrong('A backup file is damaged, incomplete, or none of ours.'),
  'bad-setting': wrong('A setting of the environment has a value that it cannot have.'),
  'bad-words': wrong('A file with the words of a language has a mistake; file and text are named.'),
  'server-unreachable': failed('The Lull server does not answer.', true),
  'upstream-unreachable': failed('The server behind `lull proxy` does not answer.', true, 502),
  'upstream-timed-out': failed('The server behind `lull proxy` did not answer in time.', true, 504),
  'proxy-loop': failed('`lull proxy` was sent a request that it had passed on itself.', false, 508),
  'no-server': wrong('No server is known: none was named, and nobody is logged in to one.'),
  'file-exists': wrong('A file that would be written exists already.'),
  'file-exposed': wrong('A file that holds keys may be read by others on the machine.'),
  'write-failed': failed('A file could not be written.'),
  'signing-key-lost': failed('The key that gates trust cannot be opened with the present LULL_SECRET.'),
  'too-many-gates': failed('One key names more gates at the same time than are kept.', false, 409),
  'silencer-unavailable': failed('A monitor that is to be quiet does not answer, or cannot now.', true),
  'silencer-refused': failed(
    'A monitor refuses to be quiet, or cannot do what it was asked for.',
    false,
    502,
  ),
  interrupted: {
    exit: exitCodes.interrupted,
    retry: true,
    status: 503,
    means: 'The command was interrupted.',
  },
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
