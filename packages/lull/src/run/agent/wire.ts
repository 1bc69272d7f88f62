import { promisify } from 'node:util';
import { constants, gzip } from 'node:zlib';
import { SECOND } from '../../time/instant.ts';
import { limit } from '../actions/pause.ts';

/** The server as an agent asks it. Every question ends: by an answer, an error, or its time limit. */
export interface AgentWire {
  /**
   * @param body sent as JSON; halves of characters and NULs in it are made visible
   * @returns null where the answer has no body
   */
  post(path: '/hello' | '/reports' | '/output', body: object): Promise<unknown>;
  /** All orders that hold. */
  orders(signal: AbortSignal): Promise<unknown>;
  /** The stream of them, until the signal ends it. */
  stream(signal: AbortSignal): Promise<ReadableStream<Uint8Array>>;
}

/** The server, or what stands before it, said no. */
export class Refused extends Error {
  readonly status: number;
  /** What the server itself calls it; null where something else answered. */
  readonly code: string | null;
  /** What it says about it, for people; empty for nothing. */
  readonly said: string;
  /** Which parts it means, as `run/part`; empty for none. */
  readonly parts: readonly string[];

  constructor(
    where: string,
    status: number,
    code: string | null,
    said: string,
    parts: readonly string[] = [],
  ) {
    super(`${where} answers ${status}${said ? `: ${said}` : ''}`);
    this.name = 'Refused';
    this.status = status;
    this.code = code;
    this.said = said;
    this.parts = parts;
  }
}

/** Who asks whom. */
export interface WireOptions {
  /** The server's address, without a slash at its end. */
  readonly server: string;
  /** Asked for with every call: it may be another one by then. */
  key(): Promise<string>;
  /** By what the disk is known that has the journals. */
  readonly journal: string;
  /** Another at every start. */
  readonly process: string;
}

/** How long an answer may take: what says that it is there is said again soon. */
const LIMIT = 15 * SECOND;
const HELLO_LIMIT = 5 * SECOND;

/** What is asked, before it is known who asks. */
type Request = Omit<RequestInit, 'headers'> & { readonly headers: Readonly<Record<string, string>> };

/** The longest answer, in characters. */
const LONGEST = 16_000_000;

/** From so many bytes on a body is packed. */
const WORTH_PACKING = 1_024;

const packed = promisify(gzip);

/**
 * The server over HTTP. Redirects aren't followed: the key goes nowhere else.
 *
 * @example const wire = httpWire({ server: 'https://lull.example', key, journal, process });
 */
export function httpWire({ server, key, journal, process }: WireOptions): AgentWire {
  const who = new URLSearchParams({ journal, process }).toString();
  const addressOf = (path: string): string => `${server}/agent/v1${path}?${who}`;

  const ask = async (path: string, request: Request): Promise<Response> => {
    const headers = { ...request.headers, authorization: `Bearer ${await key()}` };
    const response = await fetch(addressOf(path), { redirect: 'manual', ...request, headers });
    if (response.ok) return response;
    throw await refusalOf(response, `${server}/agent/v1${path}`);
  };
  const answered = async (
    path: string,
    request: Request,
    outer = new AbortController().signal,
  ): Promise<unknown> => {
    const most = path === '/hello' ? HELLO_LIMIT : LIMIT;
    const { signal, free } = limit(outer, most, () => new Error(`no answer within ${most / SECOND} s`));
    try {
      const text = await textOf(await ask(path, { ...request, signal }));
      return text === '' ? null : JSON.parse(text);
    } finally {
      free();
    }
  };

  return {
    async post(path, body) {
      const { bytes, encoding } = await bodyOf(body);
      const type = { 'content-type': 'application/json' };
      return answered(path, { method: 'POST', headers: { ...type, ...encoding }, body: bytes });
    },
    orders: (signal) => answered('/orders', { headers: { accept: 'application/json' } }, signal),
    async stream(signal) {
      const response = await ask('/orders', { headers: { accept: 'text/event-stream' }, signal });
      const type = response.headers.get('content-type') ?? '';
      if (response.body !== null && type.startsWith('text/event-stream')) return response.body;
      await response.body?.cancel();
      throw new Refused(server, response.status, null, `no stream of events, but ${type}`);
    },
  };
}

interface Body {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly encoding: Readonly<Record<string, string>>;
}

async function bodyOf(body: object): Promise<Body> {
  const text = JSON.stringify(body, (_, value) => (typeof value === 'string' ? sendable(value) : value));
  const bytes = Buffer.from(text);
  if (bytes.length < WORTH_PACKING) return { bytes, encoding: {} };
  const small = await packed(bytes, { level: constants.Z_BEST_SPEED });
  return { bytes: small, encoding: { 'content-encoding': 'gzip' } };
}

/** No database keeps a NUL or half of a character, and no server takes them. */
const sendable = (text: string): string => text.toWellFormed().replaceAll('\0', '\ufffd');

async function refusalOf(response: Response, where: string): Promise<Refused> {
  const { status, headers } = response;
  const isOurs = headers.get('content-type')?.startsWith('application/problem+json') ?? false;
  const text = await textOf(response).catch(() => '');
  const { code, detail, todo, parts } = isOurs ? problemIn(text) : {};
  const said = [detail, todo].filter((one) => typeof one === 'string').join('. ');
  const named = Array.isArray(parts) ? parts.filter((one) => typeof one === 'string') : [];
  return new Refused(where, status, typeof code === 'string' ? code : null, said, named);
}

function problemIn(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}

async function textOf(response: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk, { stream: true });
    if (text.length > LONGEST) throw new RangeError(`an answer of more than ${LONGEST} characters`);
  }
  return text + decoder.decode();
}
