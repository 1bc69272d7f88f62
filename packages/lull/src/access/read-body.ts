import type { z } from 'zod';
import { LullError } from '../errors.ts';
import { excerpt } from '../printable.ts';
import { readJson, readText } from '../read-json.ts';

/** More than anything that identity is sent, in bytes: a passkey's answer takes some thousand. */
const most = 32_768;

/**
 * The JSON body of a request to identity, as it is to be; no body at all counts as `{}`.
 *
 * @throws LullError `too-large`, `wrong-content-type`, `bad-request` with every mistake.
 * @example const { token } = await readBody(request, z.strictObject({ token: z.string() }));
 */
export async function readBody<T>(request: Request, shape: z.ZodType<T>): Promise<T> {
  const text = await readText(request, most);
  if (text !== '') demandJson(request.headers.get('content-type'));
  const read = shape.safeParse(text === '' ? {} : readJson(text));
  if (read.success) return read.data;
  const mistakes = read.error.issues.map(({ path, message }) => ({ field: path.join('.'), message }));
  throw new LullError('bad-request', 'The request is not as it should be.', 'See `mistakes`.', { mistakes });
}

function demandJson(type: string | null): void {
  if (type !== null && /^application\/json\s*(;|$)/i.test(type)) return;
  throw new LullError(
    'wrong-content-type',
    type === null ? 'The body says no type' : `The body is ${excerpt(type)}`,
    'Send it as application/json.',
  );
}
