import { domainToASCII } from 'node:url';
import { badAddress } from '../bad-address.ts';

/** RFC 5321, 4.5.3.1, less the angle brackets of a path. */
const LONGEST = 254;
const LONGEST_LOCAL = 64;

/** RFC 5322 dot-atom: what needs no quotes, and so can end neither a command nor a header. */
const dotAtom = /^[\w!#$%&'*+/=?^`{|}~-]+(?:\.[\w!#$%&'*+/=?^`{|}~-]+)*$/;

const label = /^[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?$/;

/**
 * Reads an e-mail address, `local@domain` and nothing around it. The domain comes out in lower case and in
 * ASCII (IDNA); the local part is the other side's business and stays as it is.
 *
 * @param isTrusted whether the server's owner gave it, who may name a host without a dot
 * @throws LullError `bad-address`
 * @example readMailAddress('Ada@Exämple.com', false) === 'Ada@xn--exmple-cua.com'
 */
export function readMailAddress(text: string, isTrusted: boolean): string {
  const given = text.trim();
  const bad = (what: string, todo = 'Write for example ada@example.com.') =>
    badAddress('mail', what, todo, given);
  if (/[\p{Cc}\p{Zl}\p{Zp}]/u.test(given)) throw bad('has a line break or another control character');
  if (/[<>]/.test(given)) throw bad('has more than the address', 'Give ada@example.com without a name.');
  const at = given.lastIndexOf('@');
  if (at < 1 || at === given.length - 1) throw bad('is not an e-mail address');
  const local = given.slice(0, at);
  if (/[^\p{ASCII}]/u.test(local)) {
    throw bad('has letters before the @ that few mail servers take', 'Give an address with ASCII letters.');
  }
  if (!dotAtom.test(local)) throw bad('has characters before the @ that are not taken');
  const domain = readDomain(given.slice(at + 1), isTrusted);
  if (domain === null) throw bad('has no domain after the @ that can be one');
  const address = `${local}@${domain}`;
  if (local.length > LONGEST_LOCAL || address.length > LONGEST) throw bad('is too long');
  return address;
}

function readDomain(text: string, isTrusted: boolean): string | null {
  // What domainToASCII would decode or cut off.
  if (/[\s%/\\?#:@"[\]]/.test(text)) return null;
  const domain = domainToASCII(text);
  const labels = domain.split('.');
  const isName = labels.every((one) => label.test(one)) && !/^\d+$/.test(labels.at(-1)!);
  return isName && (labels.length > 1 || isTrusted) ? domain : null;
}
