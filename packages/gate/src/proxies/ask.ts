import { request } from 'node:http';
import { request as secureRequest } from 'node:https';
import { ProxyError } from './errors.ts';

/** What was answered. */
export interface Answered {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

/** Nothing that a proxy says about itself takes longer. Milliseconds. */
const LIMIT = 2_000;

/** As much of an answer as is looked at, in characters. */
const ENOUGH = 1_000_000;

/**
 * Asks over a connection of its own, so that the answer is what a new visitor gets. Certificates aren't
 * checked: the address is the operator's own, and what comes back is compared, not believed.
 *
 * @param address `http://…`, `https://…`, or `unix:PATH:/TARGET`
 * @throws ProxyError `no-proxy`
 * @example (await ask('http://127.0.0.1:8080/', { host: 'shop.example' })).status // 503
 */
export function ask(
  address: string,
  options: {
    readonly method?: string;
    readonly headers?: Readonly<Record<string, string>>;
    readonly body?: string;
  } = {},
): Promise<Answered> {
  const { method = 'GET', headers = {}, body = '' } = options;
  return new Promise((resolve, reject) => {
    const failed = (error: Error): void =>
      reject(
        new ProxyError('no-proxy', `${address} does not answer: ${error.message}.`, 'Is the proxy running?', {
          cause: error,
        }),
      );
    const unix = /^unix:([^:]+):(.*)$/.exec(address);
    const shared = { method, headers, agent: false as const, timeout: LIMIT };
    const send = address.startsWith('https:') ? secureRequest : request;
    const asked = unix
      ? request({ ...shared, socketPath: unix[1]!, path: unix[2] })
      : send(address, { ...shared, rejectUnauthorized: false });
    asked.on('error', failed);
    asked.on('timeout', () => asked.destroy(new Error(`nothing within ${LIMIT / 1000} s`)));
    asked.on('response', (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        if (text.length < ENOUGH) text += chunk;
      });
      response.on('error', failed);
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text }),
      );
    });
    asked.end(body);
  });
}
