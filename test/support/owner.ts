import type { Ready } from './lull-server.ts';

/**
 * Becomes the owner of a server that was just started for the first time, as a person does: by the one-time link and
 * a password; then makes an API key, which lasts over restarts.
 *
 * @returns the key
 */
export async function becomeOwner({ url, claim }: Ready): Promise<string> {
  if (claim === null) throw new Error('the server has an owner already');
  const { origin, hash } = new URL(claim);
  const post = async (path: string, body: object, cookie = ''): Promise<Response> => {
    const headers = { 'content-type': 'application/json', origin, cookie };
    const response = await fetch(`${url}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
    if (response.ok) return response;
    throw new Error(`${path} was answered with ${response.status} ${await response.text()}`);
  };
  const who = { email: 'owner@example.com', password: 'correct horse battery staple' };
  await post('/api/auth/link/password', { token: hash.slice(1), name: 'Owner', ...who });
  const signedIn = await post('/api/auth/sign-in/email', who);
  const cookie = signedIn.headers.getSetCookie().map((set) => set.split(';', 1)[0]);
  const made = await post('/api/v1/keys', { name: 'tests' }, cookie.join('; '));
  return ((await made.json()) as { secret: string }).secret;
}
