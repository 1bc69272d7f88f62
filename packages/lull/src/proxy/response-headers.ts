import type { IncomingHttpHeaders } from 'node:http';

/** What belongs to one connection, and ends here (RFC 9110, 7.6.1); `node:http` writes its own. */
const ofConnection = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-connection',
  'te',
  'transfer-encoding',
  'upgrade',
]);

/**
 * The headers of an answer as they go on.
 *
 * @returns names and values by turns; a value may be a list
 */
export function responseHeaders(headers: IncomingHttpHeaders): (string | string[])[] {
  const listed = listedIn(headers.connection);
  const out: (string | string[])[] = [];
  for (const name in headers) {
    if (!ofConnection.has(name) && listed?.has(name) !== true) out.push(name, headers[name]!);
  }
  return out;
}

/** What `Connection` names beside the usual, but not what says how long the answer is; null for nothing. */
function listedIn(connection: string | string[] | undefined): ReadonlySet<string> | null {
  if (connection === undefined || connection === 'keep-alive' || connection === 'close') return null;
  const names = String(connection).toLowerCase().split(',');
  return new Set(names.map((name) => name.trim()).filter((name) => !name.startsWith('content-')));
}
