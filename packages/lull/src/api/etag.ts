import { LullError } from '../errors.ts';

/** A version, with what else the answer hangs on after a dash; proxies that compress make a tag weak. */
const tag = /^(?:W\/)?"(\d{1,15})(?:-[a-z]+)?"$/;

/**
 * The ETag of what has versions.
 *
 * @param also what the answer hangs on beside the version, such as a fact of the moment
 * @example etagOf(7, 'overdue') === '"7-overdue"'
 */
export function etagOf(version: number, also: string | null = null): string {
  return also === null ? `"${version}"` : `"${version}-${also}"`;
}

/**
 * The version that `If-Match` names.
 *
 * @throws LullError `bad-request` when it is no ETag of ours
 * @example versionIn('"7-overdue"') === 7
 */
export function versionIn(header: string): number {
  const match = tag.exec(header.trim());
  if (match) return Number(match[1]);
  throw new LullError(
    'bad-request',
    'If-Match is no ETag of ours',
    'Send one ETag as it was answered, for example If-Match: "7".',
  );
}

/**
 * Whether `If-None-Match` names the ETag: then the caller has the answer already.
 *
 * @example matches('"6", "7"', '"7"') === true
 */
export function matches(header: string | null | undefined, etag: string): boolean {
  if (!header) return false;
  const plain = (text: string) => text.trim().replace(/^W\//, '');
  return header.split(',').some((one) => plain(one) === '*' || plain(one) === etag);
}
