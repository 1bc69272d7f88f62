import {
  type Attributes,
  context,
  propagation,
  type Span,
  SpanKind,
  SpanStatusCode,
  type TextMapGetter,
  trace,
} from '@opentelemetry/api';
import { LullError } from '../../errors.ts';

/** Asked for anew each time: the SDK is there only later, and may have brought an API of its own. */
const tracer = () => trace.getTracer('lull');

/**
 * Runs the work inside a span of its own; what it throws marks the span as failed. Without an SDK that keeps
 * spans this costs next to nothing.
 *
 * @example await inSpan('store.transaction', {}, () => store.transaction(work))
 */
export function inSpan<T>(
  name: string,
  attributes: Attributes,
  work: (span: Span) => Promise<T>,
): Promise<T> {
  return tracer().startActiveSpan(name, { attributes }, (span) => ending(span, work));
}

/** The same for a request that came in; its caller's `traceparent` header makes the span one of theirs. */
export function inRequestSpan<T>(
  headers: Headers,
  name: string,
  attributes: Attributes,
  work: (span: Span) => Promise<T>,
): Promise<T> {
  const caller = propagation.extract(context.active(), headers, headersGetter);
  return tracer().startActiveSpan(name, { attributes, kind: SpanKind.SERVER }, caller, (span) =>
    ending(span, work),
  );
}

const headersGetter: TextMapGetter<Headers> = {
  get: (headers, name) => headers.get(name) ?? undefined,
  keys: (headers) => [...headers.keys()],
};

async function ending<T>(span: Span, work: (span: Span) => Promise<T>): Promise<T> {
  try {
    return await work(span);
  } catch (error) {
    const code = error instanceof LullError ? error.code : 'internal';
    span.setAttribute('error.type', code).setStatus({ code: SpanStatusCode.ERROR, message: code });
    throw error;
  } finally {
    span.end();
  }
}
