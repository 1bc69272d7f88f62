import type { Choices } from '../../../announce/audience/rows.ts';
import { type OptionalKind, optionalKinds } from '../../../announce/contract.ts';
import { LullError } from '../../../errors.ts';
import { readText } from '../../../read-json.ts';

/** More than any of these forms sends, in bytes: some hundred services with long names. */
const MOST = 65_536;

/**
 * A form as a browser sends it.
 *
 * @throws LullError `too-large`; `wrong-content-type`; `bad-request` for what no form of ours sends
 */
export async function readForm(request: Request): Promise<URLSearchParams> {
  const type = request.headers.get('content-type')?.replace(/;.*/, '').trim().toLowerCase();
  if (type !== 'application/x-www-form-urlencoded') {
    throw new LullError('wrong-content-type', 'The form is of another type', 'Send it from the page.');
  }
  const form = new URLSearchParams(await readText(request, MOST));
  for (const value of form.values()) {
    if (value.includes('\0')) throw new LullError('bad-request', 'A field holds a NUL', 'Take it out.');
  }
  return form;
}

/** What somebody chose in the form; what isn't right in it the verbs refuse. */
export function choicesIn(form: URLSearchParams): Choices {
  const kinds = form.getAll('kind') as OptionalKind[];
  const isAll = form.get('scope') === 'all';
  const hasEvery = optionalKinds.every((kind) => kinds.includes(kind));
  return {
    language: form.get('language') ?? 'en',
    zone: form.get('zone') || null,
    services: isAll ? null : form.getAll('service'),
    kinds: hasEvery ? null : kinds,
  };
}

/**
 * Refuses a form that another site's page made a browser send, so that no page can have its visitors sign
 * somebody up. A browser says where a form comes from; what says nothing is none, and nothing signs it.
 *
 * @param url the server's own address
 * @throws LullError `forged-request`
 */
export function demandOwnForm(request: Request, url: string): void {
  const site = request.headers.get('sec-fetch-site');
  const origin = request.headers.get('origin');
  const isOwn = site === null ? origin === null || origin === new URL(url).origin : site === 'same-origin';
  if (isOwn) return;
  throw new LullError('forged-request', 'This form comes from another site', `Open ${url}/subscribe itself.`);
}
