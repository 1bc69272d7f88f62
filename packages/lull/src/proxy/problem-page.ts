import type { IncomingMessage, ServerResponse } from 'node:http';
import { errorKinds, type LullError } from '../errors.ts';

/**
 * Answers with an error of the proxy itself: a page, problem details (RFC 9457) or a line of text, as the
 * client reads.
 *
 * @param end ends the response, at once or when there is nothing left to read of the request
 *
 * @example answerProblem(request, response, new LullError('upstream-unreachable', …))
 */
export function answerProblem(
  request: IncomingMessage,
  response: ServerResponse,
  error: LullError,
  end: () => void = () => response.end(),
): void {
  const { status } = errorKinds[error.code];
  const [type, body] = written(error, status, request.headers.accept ?? '');
  response.writeHead(status, [
    'Content-Type',
    type,
    'Content-Length',
    String(Buffer.byteLength(body)),
    'Cache-Control',
    'no-store',
    'X-Content-Type-Options',
    'nosniff',
    'Content-Security-Policy',
    "default-src 'none'; style-src 'unsafe-inline'",
    ...(error.retry ? ['Retry-After', '5'] : []),
  ]);
  if (request.method !== 'HEAD') response.write(body);
  end();
}

function written(error: LullError, status: number, accept: string): [type: string, body: string] {
  const { code, message, todo, retry } = error;
  if (/\b(?:application\/(?:[\w.-]+\+)?json)\b/i.test(accept)) {
    const problem = { type: `urn:lull:error:${code}`, title: message, status, code, detail: todo, retry };
    return ['application/problem+json', JSON.stringify(problem)];
  }
  if (!/\btext\/html\b/i.test(accept))
    return ['text/plain; charset=utf-8', `${message}. ${todo} (${code})\n`];
  return ['text/html; charset=utf-8', pageOf(message, todo, `${status} ${code}`)];
}

function pageOf(title: string, text: string, code: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escaped(title)}</title>
<style>
:root { color-scheme: light dark }
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 40rem; margin: 15vh auto 0; padding: 0 1rem }
</style>
</head>
<body>
<main>
<h1>${escaped(title)}</h1>
<p>${escaped(text)}</p>
<p><code>${escaped(code)}</code></p>
</main>
</body>
</html>
`;
}

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (char) => `&#${char.charCodeAt(0)};`);
}
