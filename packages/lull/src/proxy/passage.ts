import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex, Readable } from 'node:stream';
import type { Dispatcher, Pool } from 'undici';
import type { Trouble } from './contract.ts';
import { linger } from './linger.ts';
import type { Patience, Waiting } from './patience.ts';
import { answerProblem } from './problem-page.ts';
import { bodyOf } from './request-body.ts';
import type { Outgoing } from './request-headers.ts';
import { responseHeaders } from './response-headers.ts';
import { codeOf, isGone, upstreamError } from './upstream-error.ts';

type Controller = Dispatcher.DispatchController;

/** What all requests are passed on with. */
export interface Way {
  readonly upstream: Pool;
  /**
   * Milliseconds that a client may be silent in the middle of its body, and the upstream before it answers.
   */
  readonly patience: number;
  /** The same for what has no body. */
  readonly waiting: Patience;
  readonly onTrouble: ((trouble: Trouble) => void) | undefined;
  /** Whether no connection is to be used for another request. */
  isStopping: boolean;
}

/** Joins the client's connection to the upstream's, once the upstream has agreed to another protocol. */
export type Join = (headers: IncomingHttpHeaders, upstream: Duplex) => void;

/** As good as never, and equal for headers and bodies: undici then keeps one timer for each connection. */
export const NEVER = 86_400_000;

/** What may be asked twice when the connection breaks off: it changes nothing, and has no body. */
const repeatable = new Set(['GET', 'HEAD', 'OPTIONS']);

/** One request on its way through the upstream and back, as undici tells of it. */
export class Passage implements Dispatcher.DispatchHandler, Waiting {
  since = 0;
  before: Waiting | null = null;
  after: Waiting | null = null;
  readonly #request: IncomingMessage;
  readonly #response: ServerResponse;
  readonly #out: Outgoing;
  readonly #way: Way;
  readonly #join: Join | null;
  readonly #body: Readable | null;
  #controller: Controller | null = null;
  #mayRepeat: boolean;
  #isAwaited: boolean;
  #isThrough = false;
  #hasGone = false;

  constructor(
    request: IncomingMessage,
    response: ServerResponse,
    out: Outgoing,
    way: Way,
    join: Join | null = null,
  ) {
    this.#request = request;
    this.#response = response;
    this.#out = out;
    this.#way = way;
    this.#join = join;
    this.#body = out.hasBody ? bodyOf(request, way.patience) : null;
    this.#mayRepeat = !out.hasBody && join === null && repeatable.has(request.method!);
    this.#isAwaited = out.isAwaited;
  }

  /** Sets off. */
  start(): void {
    const { path, headers } = this.#out;
    const [method, body, upgrade] = [this.#request.method!, this.#body, this.#join ? 'websocket' : null];
    // undici knows when a body is through, and the time of the answer begins.
    const headersTimeout = body === null ? NEVER : this.#way.patience;
    this.#way.upstream.dispatch({ path, method, headers, body, upgrade, headersTimeout }, this);
  }

  /** The client's connection has ended, whether all was said or not. */
  left(): void {
    if (this.#isThrough) return;
    this.#hasGone = true;
    this.#way.waiting.end(this);
    this.#controller?.abort(new Error('the client has gone'));
  }

  /** The upstream has not begun to answer in time. */
  expire(): void {
    this.#controller?.abort(Object.assign(new Error('no answer in time'), { code: 'ETIMEDOUT' }));
  }

  onRequestStart(controller: Controller): void {
    this.#controller = controller;
    if (this.#hasGone) {
      controller.abort(new Error('the client has gone'));
      return;
    }
    if (this.#body === null) this.#way.waiting.begin(this);
    // Only now: whoever can't be reached asks nobody for a body.
    if (this.#isAwaited) {
      this.#isAwaited = false;
      this.#response.writeContinue();
    }
  }

  onRequestUpgrade(_: Controller, _status: number, headers: IncomingHttpHeaders, upstream: Duplex): void {
    this.#isThrough = true;
    this.#way.waiting.end(this);
    this.#join?.(headers, upstream);
  }

  onResponseStart(
    _: Controller,
    status: number,
    headers: IncomingHttpHeaders,
    statusText: string = '',
  ): void {
    if (status < 200) {
      this.#inform(status, headers);
      return;
    }
    this.#way.waiting.end(this);
    const response = this.#response;
    const out = responseHeaders(headers);
    // The gate ends such streams when it closes, and looks here for what they are.
    const type = headers['content-type'];
    if (type?.startsWith('text/event-stream')) response.setHeader('Content-Type', type);
    if (this.#way.isStopping) response.shouldKeepAlive = false;
    // An answer before the request's end: what is left of it makes the connection worthless for another.
    if (!this.#request.complete) out.push('Connection', 'close');
    response.writeHead(status, statusText, out as string[]);
    // A stream's first byte may be long in coming; with a length the body is on its way.
    if (headers['content-length'] === undefined) setImmediate(flush, response);
  }

  onResponseData(controller: Controller, chunk: Buffer): void {
    const response = this.#response;
    // The gate may have ended it meanwhile.
    if (response.writableEnded) controller.abort(new Error('the gate has closed'));
    else if (!response.write(chunk)) {
      controller.pause();
      response.once('drain', () => controller.resume());
    }
  }

  onResponseEnd(controller: Controller): void {
    this.#isThrough = true;
    const trailers = controller.rawTrailers as Buffer[] | null | undefined;
    if (trailers && trailers.length > 0) this.#response.addTrailers(pairs(trailers));
    this.#end();
  }

  onResponseError(_: Controller, error: Error): void {
    this.#way.waiting.end(this);
    if (this.#hasGone) return;
    const response = this.#response;
    if (!response.headersSent && this.#mayRepeat && isGone(error)) {
      this.#mayRepeat = false;
      this.start();
      return;
    }
    this.#isThrough = true;
    this.#tell(error);
    // The client must not take half an answer for a whole one.
    if (response.headersSent) {
      response.destroy();
      return;
    }
    response.shouldKeepAlive &&= this.#request.complete;
    answerProblem(this.#request, response, upstreamError(error), () => this.#end());
  }

  #end(): void {
    const response = this.#response;
    if (this.#request.complete || this.#isAwaited) response.end();
    else linger(this.#request, () => response.end());
  }

  #inform(status: number, { link }: IncomingHttpHeaders): void {
    if (status === 103 && link !== undefined && this.#request.httpVersion !== '1.0') {
      this.#response.writeEarlyHints({ link: link as string | string[] });
    }
  }

  #tell(error: Error): void {
    const path = this.#out.path.split('?', 1)[0]!;
    const method = this.#request.method!;
    this.#way.onTrouble?.({ code: codeOf(error), message: error.message, method, path });
  }
}

function flush(response: ServerResponse): void {
  if (!response.writableEnded && !response.destroyed) response.flushHeaders();
}

function pairs(raw: readonly Buffer[]): [string, string][] {
  const found: [string, string][] = [];
  for (let i = 0; i < raw.length; i += 2) {
    found.push([raw[i]!.toString('latin1'), raw[i + 1]!.toString('latin1')]);
  }
  return found;
}
