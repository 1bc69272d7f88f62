/**
 * A text without what the header lets us in by, as it is sent and as it was given.
 *
 * @param authorization `Basic …` or `Bearer …`; null for none
 * @example withoutCredentials('no token x1y2', 'Bearer x1y2') === 'no token ***'
 */
export function withoutCredentials(text: string, authorization: string | null): string {
  const [, scheme, sent = ''] = /^(\S+) (.*)$/.exec(authorization ?? '') ?? [];
  const given = scheme === 'Basic' ? Buffer.from(sent, 'base64').toString() : '';
  const password = given.slice(given.indexOf(':') + 1);
  return [sent, given, password]
    .filter((secret) => secret !== '')
    .reduce((left, secret) => left.replaceAll(secret, '***'), text);
}
