import { isIP } from 'node:net';
import { Agent, type Dispatcher } from 'undici';
import { SECOND } from '../../../time/instant.ts';
import { guardedLookup, PrivateAddress, type Resolve, resolveByMachine } from './guarded-lookup.ts';
import { isPublicAddress } from './public-address.ts';
import { waitOf } from './retry-after.ts';
import { whenBegun } from './when-begun.ts';

/** A request that is made once: nothing is followed, nothing goes by a proxy. */
export interface OutgoingPost {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Whether the server's owner named the address, which may then be private. */
  readonly isTrusted: boolean;
}

/** What came of it. */
export type Posted =
  | {
      readonly kind: 'answered';
      readonly status: number;
      /** Milliseconds, where the other side asks for them. */
      readonly retryAfter: number | null;
      /** The beginning of the answer's body, for an error. */
      readonly text: string;
    }
  /** The address isn't of the public internet; nothing was sent. */
  | { readonly kind: 'private'; readonly error: string }
  | {
      readonly kind: 'failed';
      readonly error: string;
      /** Whether it had begun to go out: the other side may have got it. */
      readonly maybeSent: boolean;
    };

/** Makes the requests of webhooks, Slack and ntfy. */
export interface Outgoing {
  /** Never throws. */
  post(request: OutgoingPost): Promise<Posted>;
  close(): Promise<void>;
}

/** What tests put in the place of the internet. */
export interface OutgoingOptions {
  /** @default the machine's way: hosts file, then DNS */
  readonly resolve?: Resolve;
  /** Which addresses count as of the public internet. */
  readonly isPublic?: (address: string) => boolean;
  /** Authorities that certificates may come from, in PEM. */
  readonly ca?: string;
  /** Milliseconds until an answer must have come. */
  readonly timeLimit?: number;
}

/** Most connections to one origin: as many as there are attempts at once, so that none waits for another. */
const CONNECTIONS = 20;

/** What is read of an answer, in bytes: it is only for an error. */
const MOST_READ = 4096;

/**
 * Opens what makes requests to addresses that others gave.
 *
 * A name is resolved once, all that it resolves to must be public, and the connection goes to what was
 * checked. No redirect is followed, no proxy of the environment is asked.
 *
 * @example await openOutgoing().post({ url: 'https://127.1/', headers: {}, body: '', isTrusted: false })
 *   // { kind: 'private', error: '127.0.0.1 is or resolves to …' }
 */
export function openOutgoing({
  resolve = resolveByMachine,
  isPublic = isPublicAddress,
  ca,
  timeLimit = 15 * SECOND,
}: OutgoingOptions = {}): Outgoing {
  const agent = (check: typeof isPublic | null): Agent =>
    new Agent({
      connect: {
        lookup: guardedLookup(resolve, check),
        timeout: timeLimit,
        ...(ca === undefined ? {} : { ca }),
      },
      connections: CONNECTIONS,
      pipelining: 1,
      allowH2: false,
      keepAliveTimeout: 4 * SECOND,
      keepAliveMaxTimeout: 30 * SECOND,
      maxHeaderSize: 16_384,
      headersTimeout: timeLimit,
      bodyTimeout: timeLimit,
    });
  // Two, so that no connection that was allowed for one serves the other.
  const [guarded, free] = [agent(isPublic), agent(null)];
  return {
    async post({ url, headers, body, isTrusted }) {
      let maybeSent = false;
      const begun = whenBegun(() => {
        maybeSent = true;
      });
      try {
        const { origin, hostname, pathname, search } = new URL(url);
        // A socket asks no lookup for an address; `new URL` has made every way to write one the usual one.
        const literal = hostname.replace(/^\[(.*)\]$/, '$1');
        if (!isTrusted && isIP(literal) !== 0 && !isPublic(literal)) throw new PrivateAddress(literal);
        const signal = AbortSignal.timeout(timeLimit);
        const dispatcher = (isTrusted ? free : guarded).compose(begun);
        const path = `${pathname}${search}`;
        return await answered(
          await dispatcher.request({ origin, path, method: 'POST', headers, body, signal }),
        );
      } catch (error) {
        return failed(error, timeLimit, maybeSent);
      }
    },
    async close() {
      await Promise.all([guarded.destroy(), free.destroy()]);
    },
  };
}

async function answered({ statusCode, headers, body }: Dispatcher.ResponseData): Promise<Posted> {
  const retryAfter = waitOf(headers['retry-after'], headers.date);
  return { kind: 'answered', status: statusCode, retryAfter, text: await beginning(body) };
}

/** What follows the beginning goes with the connection; an answer that breaks off is one as well. */
async function beginning(body: Dispatcher.ResponseData['body']): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of body as AsyncIterable<Buffer>) {
      chunks.push(chunk);
      length += chunk.length;
      if (length >= MOST_READ) break;
    }
  } catch {
    // The status had come: it decides.
  }
  return Buffer.concat(chunks).subarray(0, MOST_READ).toString();
}

function failed(error: unknown, timeLimit: number, maybeSent: boolean): Posted {
  if (error instanceof PrivateAddress) return { kind: 'private', error: error.message };
  const { name = '', code, message = '' } = error as NodeJS.ErrnoException;
  const told =
    name === 'TimeoutError' ? `no answer within ${timeLimit / SECOND} s` : message || code || 'no connection';
  return { kind: 'failed', error: told, maybeSent };
}
