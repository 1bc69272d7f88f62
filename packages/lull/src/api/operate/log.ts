import pino, { type DestinationStream, type Logger } from 'pino';

export type Log = Logger;

export const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;

export type LogLevel = (typeof logLevels)[number];

/** What stands in a log where a secret would. */
const hidden = '[hidden]';

/** Fields that hold secrets, wherever they are and whatever holds them. */
const secretField =
  /("(?:[\w-]*(?:password|passwd|secret|token|authorization|cookie|api[-_]?key|private[-_]?key))"\s*:\s*)"(?:[^"\\]|\\.)*"/gi;

/**
 * Secrets that are known by their shape inside other text: addresses with a password, headers, our own keys.
 */
const secretShapes: readonly [RegExp, string][] = [
  [/(\b[a-z][a-z0-9+.-]*:\/\/[^\s/:@"\\]*:)[^\s@"\\]+(?=@)/gi, `$1${hidden}`],
  [/\b(Bearer|Basic)\s+[\w.~+/=-]{8,}/gi, `$1 ${hidden}`],
  [/\blull_[\w-]{16,}/g, hidden],
  [/([?&#](?:token|code|key|secret)=)[\w.~%+-]+/gi, `$1${hidden}`],
  [/(\/(?:claim|invited|reset)#)[\w.~%+-]+/gi, `$1${hidden}`],
  [/(\/(?:subscribe\/confirm|subscription|unsubscribe)\/)[\w.~%+-]+/gi, `$1${hidden}`],
];

/**
 * Takes secrets out of one line of a log: known ones, fields named for them, and what is shaped like one.
 *
 * @param secrets values that must never appear, such as the settings' own
 * @example withoutSecrets('postgres://me:pw@db/x', []) === 'postgres://me:[hidden]@db/x'
 */
export function withoutSecrets(line: string, secrets: readonly string[]): string {
  let text = line.replace(secretField, `$1"${hidden}"`);
  for (const [shape, instead] of secretShapes) text = text.replace(shape, instead);
  for (const secret of secrets) text = text.replaceAll(secret, hidden);
  return text;
}

/**
 * The server's log: one JSON object a line, with the time in UTC. Every line passes `withoutSecrets` on its
 * way out, whoever wrote it.
 *
 * @param options.secrets values that must never appear; those shorter than 8 characters are too common to
 * hide
 * @param options.to where it goes; standard error by default, written at once so that a crash loses nothing
 */
export function createLog(options: {
  readonly level: LogLevel;
  readonly secrets: readonly string[];
  readonly to?: DestinationStream;
}): Log {
  const secrets = options.secrets
    .filter((secret) => secret.length >= 8)
    .flatMap((secret) => [inJson(secret), encodeURIComponent(secret)]);
  return pino(
    {
      level: options.level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      hooks: { streamWrite: (line) => withoutSecrets(line, secrets) },
    },
    options.to ?? standardError(),
  );
}

/** The text as it stands between the quotes of a JSON string: so it is written, whatever field holds it. */
function inJson(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

function standardError(): DestinationStream {
  const stream = pino.destination({ dest: 2, sync: true });
  // The server goes on where nobody reads its log any more.
  stream.on('error', () => {});
  return stream;
}
