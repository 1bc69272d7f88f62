import { readFile } from 'node:fs/promises';
import { Agent, type Dispatcher } from 'undici';
import { LullError } from '../../../errors.ts';
import { excerpt, oneLine } from '../../../printable.ts';
import { SECOND } from '../../../time/instant.ts';
import { withoutCredentials } from './credentials.ts';

/** One call of a monitor. */
export interface Call {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** Path and query under the monitor's address. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as it is. */
  readonly body?: string;
}

/** What it answered. */
export interface Answered {
  readonly status: number;
  readonly text: string;
  /** The beginning of that, for people: without what lets us in, which some answers repeat. */
  readonly said: string;
  /** By its own clock, to the second; null where it tells none. */
  readonly date: number | null;
}

/** Where a monitor is, and how it is reached. */
export interface Place {
  /** As people call the monitor. */
  readonly name: string;
  readonly url: string;
  /** File with the authorities that its certificate may come from, in PEM; the machine's own when null. */
  readonly ca: string | null;
  /** The name that its certificate bears, where that is another than the address's. */
  readonly certificateName: string | null;
  /** Made for each call, so that what it is read from may change. */
  authorization(): Promise<string | null>;
}

/** Calls one monitor. */
export interface Calls {
  /** @throws LullError `silencer-unavailable` where nothing was answered, or only that it can't now */
  call(call: Call): Promise<Answered>;
  close(): Promise<void>;
}

/** Milliseconds in which an answer has to be there, whole. */
export const TIME_LIMIT = 10 * SECOND;

/** Bytes of an answer: some 30,000 silences. */
const MOST = 16 * 1024 * 1024;

/**
 * Opens what calls a monitor. The server's own configuration named it, so its address may be private. No
 * redirect is followed, no proxy of the environment is asked, and an answer has ten seconds.
 *
 * @throws LullError `bad-setting` where the file of authorities can't be read
 * @example await (await openCalls(place)).call({ method: 'GET', path: '/api/v2/status' })
 */
export async function openCalls(place: Place): Promise<Calls> {
  const { name, url, certificateName } = place;
  const ca = place.ca === null ? null : await authorities(name, place.ca);
  const agent = new Agent({
    connect: {
      timeout: TIME_LIMIT,
      ...(ca !== null && { ca }),
      ...(certificateName !== null && { servername: certificateName }),
    },
    connections: 8,
    pipelining: 1,
    allowH2: false,
    headersTimeout: TIME_LIMIT,
    bodyTimeout: TIME_LIMIT,
    maxHeaderSize: 16_384,
  });
  const { origin, pathname } = new URL(url);
  const under = pathname.replace(/\/+$/, '');
  const unavailable = (what: string): LullError =>
    new LullError('silencer-unavailable', `${name}: ${what}`, 'It is tried again.', { silencer: name });
  return {
    async call({ method, path, headers = {}, body }) {
      const authorization = await place.authorization();
      const signal = AbortSignal.timeout(TIME_LIMIT);
      const asked = async () => {
        const answered = await agent.request({
          origin,
          path: `${under}${path}`,
          method,
          headers: {
            accept: 'application/json',
            'user-agent': 'Lull',
            ...(authorization !== null && { authorization }),
            ...headers,
          },
          ...(body !== undefined && { body }),
          signal,
        });
        return { ...answered, text: await textOf(answered.body) };
      };
      const answer = await asked().catch((error: unknown) => {
        throw unavailable(whyUnanswered(error));
      });
      const { statusCode: status, text } = answer;
      const said = excerpt(oneLine(withoutCredentials(text.slice(0, 4_096), authorization)), 200);
      if (status === 429 || status === 502 || status === 503 || status === 504) {
        throw unavailable(saidWith(status, said));
      }
      const date = Date.parse(String(answer.headers.date));
      return { status, text, said, date: Number.isNaN(date) ? null : date };
    },
    close: () => agent.destroy(),
  };
}

/**
 * The error of a monitor that said no.
 *
 * @example throw refusal('alerts', 'answered 403', 'Give it a user that may create silences.')
 */
export function refusal(name: string, what: string, todo: string): LullError {
  return new LullError('silencer-refused', `${name}: ${what}`, todo, { silencer: name });
}

/**
 * An answer that should not have come, as an error says it.
 *
 * @example unforeseen('alerts', { status: 302, text: '', said: '', date: null }).message
 *   // 'alerts: answered 302: it sends us elsewhere, and we do not follow'
 */
export function unforeseen(name: string, { status, said }: Answered): LullError {
  if (status >= 300 && status < 400) {
    return refusal(
      name,
      `answered ${status}: it sends us elsewhere, and we do not follow`,
      'Give the address that it leads to.',
    );
  }
  const todo =
    status === 401 || status === 403
      ? 'Look at its user, password or token.'
      : 'Look at its address and at what is to be quiet.';
  return refusal(name, saidWith(status, said), todo);
}

/**
 * What an answer says as JSON.
 *
 * @throws LullError `silencer-refused` where it is none
 * @example jsonOf<{ silenceID: string }>('alerts', answer).silenceID
 */
export function jsonOf<T>(name: string, { text, said }: Answered): T {
  try {
    return JSON.parse(text) as T;
  } catch {
    throw refusal(name, `answered no JSON: ${said}`, 'Look whether the address is the right one.');
  }
}

function saidWith(status: number, said: string): string {
  return said === '' ? `answered ${status}` : `answered ${status}: ${said}`;
}

async function textOf(body: Dispatcher.ResponseData['body']): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    length += chunk.length;
    if (length > MOST) throw new Error(`its answer is longer than ${MOST / 1024 ** 2} MiB`);
  }
  return Buffer.concat(chunks).toString();
}

function whyUnanswered(error: unknown): string {
  const { name = '', code, message = '' } = error as NodeJS.ErrnoException;
  if (name === 'TimeoutError') return `no answer within ${TIME_LIMIT / SECOND} s`;
  return excerpt(oneLine(message || code || 'no connection'), 200);
}

async function authorities(name: string, file: string): Promise<string> {
  return readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    const what = `The authorities of ${name} cannot be read from ${file} (${error.code})`;
    throw new LullError('bad-setting', what, 'Name a file in PEM as its "ca".', {
      setting: 'LULL_SILENCERS',
    });
  });
}
