import { readFile } from 'node:fs/promises';
import { rootCertificates } from 'node:tls';
import { Agent, buildConnector, type Dispatcher } from 'undici';
import { LullError } from '../../../errors.ts';
import type { HttpAction, HttpTarget } from '../../steps/contract.ts';
import type { ActionContext, CarryOut, Ended } from '../contract.ts';
import { done, failed, halted, refused, unknown } from '../ended.ts';
import { readSecrets } from '../secrets.ts';
import { targetOf } from '../target.ts';
import { sendThrough } from './send-through.ts';

/** What is read of an answer, in bytes; what it must hold has to be in there. */
const MOST_READ = 1024 * 1024;

/** What is shown of an answer, in bytes. */
const MOST_SHOWN = 16 * 1024;

/** Methods that may be sent again (RFC 9110, 9.2.2): what became of the first doesn't matter. */
const REPEATABLE = /^(GET|HEAD|OPTIONS|TRACE|PUT|DELETE)$/i;

/**
 * Calls a target: one request, one answer. Nothing is followed but a gate's word to come again with the same
 * pass, no proxy of the environment is asked, and the certificate must be good. A request that may have
 * arrived without an answer is `unknown`, unless its method is one that may be repeated.
 */
export const callHttp: CarryOut<HttpAction> = async ({ action }, context, signal) => {
  const target = targetOf(context.targets, action.target, 'http');
  const headers = await headersOf(action, target, context);
  const sent = { isOnItsWay: false };
  const agent = await agentFor(target, sent);
  const call = `${action.method} ${target.url}${action.path}`;
  try {
    const { origin, pathname, search } = new URL(`${target.url}${action.path}`);
    const path = `${pathname}${search}`;
    const method = action.method as Dispatcher.HttpMethod;
    const request = { origin, path, method, headers, body: action.body, signal };
    const answer = await (action.bypass ? sendThrough(agent, request) : agent.request(request));
    const { statusCode, body, headers: answered } = answer;
    const text = await beginning(body);
    const location = [answered.location].flat()[0];
    context.print('out', `${call}: ${statusCode}${location ? ` to ${location}` : ''}\n`);
    if (text.length > 0) context.print('out', `${shownOf(text, context)}\n`);
    const ended = judged(action, statusCode, text.toString());
    const isRefused = statusCode === 503 && answered['lull-state'] !== undefined;
    return isRefused && ended.outcome === 'failed' ? refused(ended) : ended;
  } catch (error) {
    const isLost = sent.isOnItsWay && !REPEATABLE.test(action.method);
    if (signal.aborted) {
      const ended = halted(signal);
      return isLost && ended.outcome === 'timed-out' ? unknown(`${ended.error}; it may have arrived`) : ended;
    }
    const { message, code } = error as NodeJS.ErrnoException;
    const why = `${call}: ${message || code || 'no connection'}`;
    return isLost ? unknown(`${why}; it may have arrived`) : failed(why);
  } finally {
    await agent.destroy();
  }
};

/** A secret that is cut off would not be known any more: it is taken out before. */
function shownOf(text: Buffer, { redact }: ActionContext): string {
  return text.length > MOST_SHOWN ? redact(text.toString()).slice(0, MOST_SHOWN) : text.toString();
}

function judged({ expect, contains }: HttpAction, status: number, text: string): Ended {
  const isExpected = expect.length > 0 ? expect.includes(status) : status >= 200 && status < 300;
  if (!isExpected) return failed(`the status is ${status}, not ${expect.join(' or ') || '2xx'}`, status);
  if (contains !== null && !text.includes(contains)) {
    return failed(`the answer does not hold ${JSON.stringify(contains)}`, status);
  }
  return done(status);
}

async function headersOf(
  { headers, bypass, target: name }: HttpAction,
  target: HttpTarget,
  context: ActionContext,
): Promise<Record<string, string>> {
  const entries = Object.entries(target.headers);
  const secrets = entries.filter((entry) => typeof entry[1] !== 'string') as never;
  const plain = entries.filter((entry) => typeof entry[1] === 'string') as [string, string][];
  const all: Record<string, string> = {
    'user-agent': 'Lull',
    ...Object.fromEntries(plain),
    ...lowerCased(headers),
    ...(await readSecrets(Object.fromEntries(secrets), context)),
  };
  if (bypass) all['lull-bypass'] = pass(name, target, context);
  return all;
}

const lowerCased = (headers: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));

/** A token is a secret too: who has it passes the closed gate. */
function pass(name: string, { service }: HttpTarget, { bypass, hide }: ActionContext): string {
  const tokens = bypass();
  const services = Object.keys(tokens);
  const own = service ?? (services.length === 1 ? services[0]! : null);
  const token = own === null ? undefined : tokens[own];
  if (token !== undefined) {
    hide(token);
    return token;
  }
  throw new LullError(
    'no-pass',
    own === null
      ? `${services.length} services are down, and the target ${name} doesn't say of which it is.`
      : `There is no pass through the gates of ${own}.`,
    'Name the service of the target in targets.yaml: one of those that are down.',
    { target: name, services },
  );
}

/** An agent for each call, whose sockets end with it. The signal alone says how long it may take. */
async function agentFor({ ca }: HttpTarget, sent: { isOnItsWay: boolean }): Promise<Agent> {
  const more = ca === null ? {} : { ca: [...rootCertificates, await readFile(ca, 'utf8')] };
  const connect = buildConnector({ timeout: 0, allowH2: false, ...more });
  return new Agent({
    connect(options, callback) {
      connect(options, (error, socket) => {
        sent.isOnItsWay ||= error === null;
        if (error === null) callback(null, socket);
        else callback(error, null);
      });
    },
    connections: 1,
    pipelining: 1,
    headersTimeout: 0,
    bodyTimeout: 0,
    maxHeaderSize: 65_536,
  });
}

async function beginning(body: Dispatcher.ResponseData['body']): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    length += chunk.length;
    if (length >= MOST_READ) break;
  }
  return Buffer.concat(chunks).subarray(0, MOST_READ);
}
