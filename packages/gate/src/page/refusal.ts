import {
  type GateDocument,
  type GateState,
  type Instant,
  type RefusalKind,
  retryAfter,
} from '../protocol/index.ts';
import { dateIn, expectation } from './expectation.ts';
import { chooseForm, type Form, type Reader } from './form.ts';
import { chooseLanguage, localeOf } from './language.ts';
import { lullState, STATE_HEADER } from './lull-state.ts';
import { type Contents, htmlPage, toldIn } from './page.ts';
import { pageScriptHash } from './script.ts';
import { pageStyleHash } from './style.ts';
import { ownWords, type Words } from './words.ts';

/** What a refusal has to know of the request. */
export interface Refusing extends Reader {
  readonly kind: RefusalKind;
  readonly method: string;
  readonly acceptLanguage: string | null;
  /** The header `Origin`, so that a page of another origin can read why it is refused. */
  readonly origin: string | null;
  /** A figure from 0 to 1, different for each client, that spreads their return. */
  readonly spread: number;
}

/** An answer, for any server. */
export interface Refused {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Empty for `HEAD`. */
  readonly body: string;
}

export interface PageOptions {
  /** What the service is called where no document says it. */
  readonly name?: string;
  /** Words of further languages, or others than the gate's own, by lower-case tag; see `readWords`. */
  readonly words?: Readonly<Record<string, Words>>;
  /** For whoever reads none of the languages; English without it. */
  readonly language?: string;
}

/** A refusal in one form and language, without what differs from request to request. */
export interface Variant {
  readonly form: Form;
  readonly language: string;
  readonly kind: RefusalKind;
  /** Whether the request sent something, which is lost. */
  readonly isUnsafe: boolean;
}

type Gate = Pick<GateState, 'retryAt' | 'downtime'>;
type Document = Pick<GateDocument, 'brand' | 'pages'>;

/**
 * The answer to a request that isn't admitted: 503 with a page, problem details (RFC 9457), or plain text, as
 * its sender reads; for gRPC the status UNAVAILABLE.
 *
 * @param document null where none is held
 * @example refusal(gate.state(), gate.document(), asked, now).headers['Retry-After'] // '1260'
 */
export function refusal(
  gate: Gate,
  document: Document | null,
  request: Refusing,
  now: Instant,
  options: PageOptions = {},
): Refused {
  const { status, headers, body } = writeRefusal(
    gate,
    document,
    variantFor(request, document, options),
    now,
    options,
  );
  return {
    status,
    headers: {
      ...headers,
      'Retry-After': String(retryAfter(gate.retryAt, now, request.spread)),
      ...corsHeaders(request.origin),
    },
    body: request.method === 'HEAD' ? '' : body,
  };
}

/** In which form and language a request is refused. */
export function variantFor(
  request: Omit<Refusing, 'spread' | 'origin'>,
  document: Document | null,
  { words, language = 'en' }: PageOptions,
): Variant {
  const languages = [language, ...Object.keys({ ...ownWords, ...words, ...document?.pages })];
  return {
    form: chooseForm(request),
    language: chooseLanguage(request.acceptLanguage, languages),
    kind: request.kind,
    isUnsafe: !['GET', 'HEAD'].includes(request.method),
  };
}

/**
 * One variant, as it is for everybody who gets it in this moment: without `Retry-After`, which differs from
 * client to client. Proxies keep it as a file.
 *
 * @example writeRefusal(state, document, { form: 'html', language: 'de', kind, isUnsafe: false }, now).body
 */
export function writeRefusal(
  gate: Gate,
  document: Document | null,
  { form, language, kind, isUnsafe }: Variant,
  now: Instant,
  options: PageOptions = {},
): Refused {
  const all: Readonly<Record<string, Words>> = { ...ownWords, ...options.words };
  const wordsLanguage = [language, options.language ?? 'en'].find((one) => all[one] !== undefined) ?? 'en';
  const { name = 'This service' } = options;
  const contents = {
    name,
    gate,
    document,
    kind,
    language,
    words: all[wordsLanguage]!,
    wordsLanguage,
    isUnsafe,
    now,
  };
  const { status = 503, headers, body } = written[form](contents);
  return {
    status,
    headers: {
      ...headers,
      'Cache-Control': 'no-store',
      [STATE_HEADER]: lullState(kind, gate.retryAt, gate.downtime),
      'X-Content-Type-Options': 'nosniff',
    },
    body,
  };
}

type Written = { status?: number; headers: Record<string, string>; body: string };

const policy = [
  "default-src 'none'",
  `script-src 'sha256-${pageScriptHash}'`,
  `style-src 'sha256-${pageStyleHash}'`,
  'img-src data:',
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

const written: Readonly<Record<Form, (contents: Contents) => Written>> = {
  html: (contents) => ({
    headers: {
      'Content-Type': 'text/html; charset=utf-8',
      'Content-Language': localeOf(contents.wordsLanguage),
      'Content-Security-Policy': policy,
    },
    body: htmlPage(contents),
  }),
  problem: (contents) => {
    const { heading, message, language } = toldIn(contents);
    const { retryAt, downtime } = contents.gate;
    return {
      headers: { 'Content-Type': 'application/problem+json', 'Content-Language': localeOf(language) },
      body: JSON.stringify({
        type: `urn:lull:refused:${contents.kind}`,
        title: heading,
        status: 503,
        detail: message,
        retryAt: retryAt === null ? null : new Date(retryAt).toISOString(),
        downtime,
      }),
    };
  },
  text: (contents) => {
    const { heading, message, language } = toldIn(contents);
    return {
      headers: { 'Content-Type': 'text/plain; charset=utf-8', 'Content-Language': localeOf(language) },
      body: `${[heading, message, ...whenIn(contents), ...unsentIn(contents)].join('\n')}\n`,
    };
  },
  // Trailers-Only: the status stands in the headers of an answer that is 200 and has no body.
  grpc: (contents) => ({
    status: 200,
    headers: {
      'Content-Type': 'application/grpc',
      'grpc-status': '14',
      'grpc-message': grpcMessage([toldIn(contents).message, ...whenIn(contents)].join(' ')),
    },
    body: '',
  }),
};

/** Clients decode no more than gRPC encodes: all but printable ASCII, and the percent sign. */
function grpcMessage(text: string): string {
  return text.replace(/[^\x20-\x24\x26-\x7e]+/g, encodeURIComponent);
}

function whenIn({ words, wordsLanguage, gate: { retryAt }, now }: Contents): readonly string[] {
  const isKnown = retryAt !== null && retryAt > now;
  const at = isKnown ? [words.at.replace('{time}', () => dateIn(wordsLanguage, retryAt))] : [];
  return [expectation(words, wordsLanguage, retryAt, now), ...at];
}

function unsentIn({ words, isUnsafe }: Contents): readonly string[] {
  return isUnsafe ? [words.unsent] : [];
}

/**
 * What lets a page of another origin read why it is refused: a refusal tells nothing that it may not know.
 *
 * @param origin the header `Origin`; null for none
 */
export function corsHeaders(origin: string | null): Readonly<Record<string, string>> {
  if (origin === null) return {};
  return {
    'Access-Control-Allow-Origin': origin,
    'Access-Control-Allow-Credentials': 'true',
    'Access-Control-Expose-Headers': `Retry-After, ${STATE_HEADER}, grpc-status, grpc-message`,
  };
}
