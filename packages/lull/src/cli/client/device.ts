import { setTimeout as wait } from 'node:timers/promises';
import { LullError } from '../../errors.ts';
import { SECOND } from '../../time/instant.ts';
import { tell } from '../output.ts';
import { problemOf } from './problem.ts';

/** The name by which the server knows this program. */
const client = 'lull-cli';

interface Offered {
  readonly device_code: string;
  readonly user_code: string;
  readonly verification_uri: string;
  readonly verification_uri_complete: string;
  /** Seconds. */
  readonly expires_in: number;
  readonly interval: number;
}

/**
 * Lets this machine in by a page of the server (RFC 8628): says the page and its code, and waits until a
 * person there has agreed.
 *
 * @param machine the name that the key gets
 * @returns a key of that person
 * @throws LullError `not-allowed` when they decline, `not-signed-in` when nobody answers in time
 */
export async function deviceKey(url: string, machine: string, signal: AbortSignal): Promise<string> {
  const asked = await post(url, '/device/code', { client_id: client, scope: machine }, signal);
  if (!asked.ok) throw problemOf(asked.status, await asked.text(), url);
  const offered = (await asked.json()) as Offered;
  tell([
    `Open ${offered.verification_uri_complete}`,
    `and see that it shows the code ${offered.user_code}. This waits until you agree there (Ctrl-C ends it).`,
  ]);
  const end = performance.now() + offered.expires_in * SECOND;
  const body = { device_code: offered.device_code, client_id: client };
  for (let interval = offered.interval * SECOND; performance.now() < end; ) {
    await wait(interval, undefined, { signal }).catch(() => signal.throwIfAborted());
    const answer = await post(url, '/device/token', body, signal).catch(whileUnreachable);
    if (answer === null) continue;
    const text = await answer.text();
    if (answer.ok) return (JSON.parse(text) as { access_token: string }).access_token;
    interval += longerBy(answer.status, text, url);
  }
  throw late();
}

/** The person at the page needs no line between this machine and the server meanwhile. */
function whileUnreachable(error: unknown): null {
  if (error instanceof LullError && error.code === 'server-unreachable') return null;
  throw error;
}

/**
 * How much longer the next pause is, by RFC 8628, section 3.5.
 *
 * @throws LullError when waiting is over
 */
function longerBy(status: number, text: string, url: string): number {
  const problem = problemOf(status, text, url);
  if (status !== 400) {
    if (problem.retry) return 5 * SECOND;
    throw problem;
  }
  const { error } = JSON.parse(text) as { error?: string };
  if (error === 'authorization_pending') return 0;
  if (error === 'slow_down') return 5 * SECOND;
  if (error === 'expired_token') throw late();
  if (error !== 'access_denied') throw problem;
  throw new LullError('not-allowed', 'the person at the page declined', 'Nothing was kept.');
}

function late(): LullError {
  return new LullError('not-signed-in', 'nobody agreed in time', 'Use lull login again.');
}

async function post(url: string, path: string, body: object, signal: AbortSignal): Promise<Response> {
  try {
    return await fetch(`${url}/api/auth${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify(body),
      redirect: 'manual',
      signal,
    });
  } catch (error) {
    signal.throwIfAborted();
    const { message, cause } = error as Error;
    const why = cause instanceof Error && cause.message ? cause.message : message;
    throw new LullError('server-unreachable', `${url} cannot be reached: ${why}`, 'See that it runs.');
  }
}
