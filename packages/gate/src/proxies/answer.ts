import { chmod, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Gate } from '../follow/contract.ts';
import type { Caller } from '../middleware/caller.ts';
import { doorOf, type Judgement } from '../middleware/door.ts';
import { BYPASS } from '../middleware/passes.ts';
import { refuserFor } from '../middleware/refuser.ts';
import { corsHeaders, type PageOptions, type Refused } from '../page/index.ts';
import { ProxyError } from './errors.ts';
import { passOf } from './folder.ts';
import { kindOf, servingOf } from './serving.ts';

/** What a proxy asks by the header `Lull-Ask`; it sets all of these itself, whatever a visitor sent. */
const asked = {
  ask: 'lull-ask',
  method: 'lull-method',
  target: 'lull-target',
  address: 'lull-address',
} as const;

/** A request that would be let wait is refused at once instead; nobody is let in by it. */
export const CHECK = 'lull-check';

/**
 * A waiting request takes up two connections of the proxy, which other services need too. 10 s are less than
 * the proxies wait for an answer.
 */
const hold = { requests: 250, time: 10_000 };

/** How long what is being answered may take when this ends. Milliseconds. */
const LAST = 1_000;

/** What answering is done with. */
export interface Answering {
  readonly gate: Gate;
  readonly pages: PageOptions;
  /** Lets a bearer of the token pass at the proxy itself from now on. */
  readonly admit: (token: string, expires: number) => Promise<void>;
  readonly status: () => object;
}

/** The gate's process as the proxy asks it. */
export interface Answers {
  /** How many requests wait for an answer. */
  waiting(): number;
  close(): Promise<void>;
}

/**
 * Answers the proxy on a socket of its own, and only while the gate refuses: what it can't decide by itself
 * (`authorize`: 204 or 403; `forward`: 204 or the refusal), and every request that it has nothing else for.
 * What is to wait is answered when the gate opens, or when it has waited long enough.
 *
 * @param path of the socket; whoever can reach it learns no more than a visitor
 * @throws ProxyError `no-permission`
 * @example const { close } = await answerAt('/var/lib/lull-gate/shop/gate.sock', answering);
 */
export async function answerAt(path: string, answering: Answering): Promise<Answers> {
  const { answer, waiting } = answerer(answering);
  const server = createServer((request, response) => void answer(request, response));
  // A body that waits to be asked for is refused without being sent.
  server.on('checkContinue', (request, response) => void answer(request, response));
  server.keepAliveTimeout = 75_000;
  await rm(path, { force: true });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) =>
      reject(
        new ProxyError(
          'no-permission',
          `${path} cannot be made: ${error.message}.`,
          'Run lull-gate as a user that may.',
        ),
      ),
    );
    server.listen(path, resolve);
  });
  await chmod(path, 0o666);
  return {
    waiting,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        setTimeout(() => server.closeAllConnections(), LAST).unref();
      }),
  };
}

function answerer({ gate, pages, admit, status }: Answering) {
  // What proxies decide by themselves: probes and addresses.
  const door = doorOf(gate, { ...pages, live: [], ready: [], hold });
  const write = refuserFor(gate, pages, (refused) => refused, Math.random);

  const refuse = (response: ServerResponse, caller: Caller, judgement: Judgement): void => {
    const kind = judgement.act === 'refuse' ? judgement.kind : kindOf(servingOf(gate.state()));
    const { shared, seconds, origin } = write(caller, kind);
    gate.counts.refused(kind);
    // Forwarding takes a 200 for leave to go on, gRPC's too; its clients read a 503 as UNAVAILABLE.
    const status = caller.header(asked.ask) === 'forward' ? 503 : shared.status;
    send(response, caller, {
      ...shared,
      status,
      headers: { ...shared.headers, 'Retry-After': String(seconds), ...corsHeaders(origin) },
    });
  };
  /** Has the proxy let a token's bearer pass, and sends them there again; false for a token that is none. */
  const enter = async (response: ServerResponse, caller: Caller, headers: Refused['headers']) => {
    const token = tokenOf(caller);
    const bypass = token === null || passOf(token) === null ? null : await gate.bypass(token);
    if (token === null || bypass === null) return false;
    await admit(token, bypass.expires);
    // gRPC follows no redirect: it is told to come again.
    if (caller.header('content-type')?.startsWith('application/grpc')) return false;
    const found = { Location: caller.target, 'Cache-Control': 'no-store', ...headers };
    send(response, caller, { status: 307, headers: found, body: '' });
    return true;
  };

  /** What becomes of a request that waits, if there is room; never, if its client goes away. */
  const waited = async (judgement: Judgement, caller: Caller, response: ServerResponse) => {
    if (judgement.act !== 'hold' || caller.header(CHECK) !== null) return judgement;
    const { asking } = judgement;
    return new Promise<Judgement>((resolve) => {
      const leave = door.queue.add(asking, 0, (verdict) => resolve(door.follow(verdict, asking)));
      if (leave === null) resolve(judgement);
      else response.once('close', leave);
    });
  };

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    request.resume();
    const ask = request.headers[asked.ask] ?? 'refuse';
    if (ask === 'status' && request.url === '/status') {
      response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify(status()));
      return;
    }
    const caller = callerOf(request);
    try {
      const judged = await door.judge(caller);
      const mayWait = ask === 'authorize' || ask === 'forward';
      const judgement = mayWait ? await waited(judged, caller, response) : judged;
      if (ask === 'authorize') {
        const code = { admit: 204, enter: 401, hold: 403, refuse: 403 }[judgement.act];
        response.writeHead(code).end();
        return;
      }
      if (judgement.act === 'admit' && ask === 'forward') {
        response.writeHead(204).end();
        return;
      }
      // Who would be let in, but came here all the same, bears a pass that the proxy doesn't know yet.
      const headers = judgement.act === 'enter' ? judgement.headers : {};
      const mayEnter = judgement.act === 'enter' || judgement.act === 'admit';
      if (!(mayEnter && (await enter(response, caller, headers)))) refuse(response, caller, judgement);
    } catch {
      response.destroy();
    }
  };
  return { answer, waiting: () => door.queue.length };
}

function callerOf(request: IncomingMessage): Caller {
  const header = (name: string): string | null => {
    const value = request.headers[name];
    return Array.isArray(value) ? value.join(', ') : (value ?? null);
  };
  return {
    method: header(asked.method) ?? request.method ?? 'GET',
    target: header(asked.target) ?? request.url ?? '/',
    header,
    address: header(asked.address),
  };
}

/** The bypass token that a request bears: in its header, its cookie or its address. */
function tokenOf(caller: Caller): string | null {
  const cookie = new RegExp(`(?:^|;\\s*)${BYPASS}=([^;\\s]*)`).exec(caller.header('cookie') ?? '')?.[1];
  const link = new URL(`http://gate${caller.target.startsWith('/') ? caller.target : '/'}`);
  return link.searchParams.get(BYPASS) ?? caller.header(BYPASS) ?? cookie ?? null;
}

/** A proxy may ask by GET what a visitor asked by HEAD; it has nothing to hand on then. */
function send(response: ServerResponse, caller: Caller, { status, headers, body }: Refused): void {
  const bytes = Buffer.from(caller.method === 'HEAD' ? '' : body);
  response.writeHead(status, { ...headers, 'Content-Length': bytes.length });
  const { req: request } = response;
  if (request.complete || request.headers.expect !== undefined) response.end(bytes);
  else {
    // The answer is whole. The connection may end with it, and would be reset while the body still comes.
    response.write(bytes);
    request.once('end', () => response.end());
  }
}
