import { LullError } from './errors.ts';
import { excerpt } from './printable.ts';

/** Deeper than anything that the API takes. */
const deepest = 32;

/**
 * The text of a body of at most `most` bytes.
 *
 * @throws LullError `too-large`; `bad-request` when it is not UTF-8
 */
export async function readText(request: Pick<Request, 'headers' | 'body'>, most: number): Promise<string> {
  if (Number(request.headers.get('content-length') ?? 0) > most) throw tooLarge(most);
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let text = '';
  let bytes = 0;
  const reader = request.body?.getReader();
  for (let part = await reader?.read(); part && !part.done; part = await reader!.read()) {
    bytes += part.value.byteLength;
    if (bytes > most) {
      await reader!.cancel();
      throw tooLarge(most);
    }
    text += decoded(() => decoder.decode(part!.value, { stream: true }));
  }
  return text + decoded(() => decoder.decode());
}

function decoded(decode: () => string): string {
  try {
    return decode();
  } catch {
    throw new LullError('bad-request', 'The body is not UTF-8', 'Send it in UTF-8.');
  }
}

function tooLarge(most: number): LullError {
  return new LullError('too-large', `The body is larger than ${most} bytes`, 'Send less at once.', { most });
}

/**
 * The value of a JSON text, certain to be no deeper than 32 and to hold nothing that a database or a later
 * program would stumble over: no NUL, no lone surrogate, no `__proto__`.
 *
 * @throws LullError `bad-request`
 * @example readJson('{"a":1}') // { a: 1 }
 */
export function readJson(text: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const why = excerpt((error as Error).message, 120);
    throw new LullError('bad-request', `The body is not JSON: ${why}`, 'Send JSON.');
  }
  const mistake = unfit(value, 'body', 0);
  if (mistake) throw new LullError('bad-request', mistake, 'Send what the description says.');
  return value;
}

function unfit(value: unknown, at: string, depth: number): string | null {
  if (typeof value === 'string') {
    return value.isWellFormed() && !value.includes('\0') ? null : `${at} holds a NUL or half of a character`;
  }
  if (value === null || typeof value !== 'object') return null;
  if (depth === deepest) return `The body is nested deeper than ${deepest}`;
  for (const [key, inner] of Object.entries(value)) {
    const name = excerpt(key);
    if (key === '__proto__') return `${at} has a field named __proto__`;
    const place = Array.isArray(value) ? `${at}[${name}]` : `${at}.${name}`;
    const mistake = unfit(key, `A name in ${at}`, depth) ?? unfit(inner, place, depth + 1);
    if (mistake) return mistake;
  }
  return null;
}
