/** What stands where a secret was. */
export const hidden = '[secret]';

const secretName =
  /pass(word|phrase|wd)|secret|token|authorization|cookie|credential|(api|private|signing)[-_]?key/i;

/** Our own keys, values of Authorization headers, and the password or token within an address. */
const secretText: readonly [RegExp, string][] = [
  [/\blull_[A-Za-z0-9]{8,}/g, hidden],
  [/\b(Bearer|Basic)\s+[\w+/=.~-]{8,}/gi, `$1 ${hidden}`],
  [/((?<![a-z0-9+.-])[a-z][a-z0-9+.-]{0,30}:\/\/[^\s:/@]*:)[^\s/@]+@/gi, `$1${hidden}@`],
  [/([?&#](?:token|key|secret|password|code|signature)=|\/claim#)[^\s&#"']+/gi, `$1${hidden}`],
];

/**
 * The same value without what is or holds a secret: fields that are named like one, keys of ours, passwords
 * in addresses. What is deeper than 8 levels is left out.
 *
 * @example withoutSecrets({ url: 'redis://u:pw@db' }) // { url: 'redis://u:[secret]@db' }
 */
export function withoutSecrets(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return textWithoutSecrets(value);
  if (typeof value !== 'object' || value === null) return value;
  if (depth >= 8) return '…';
  if (Array.isArray(value)) return value.map((one) => withoutSecrets(one, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([name, one]) => [
      name,
      secretName.test(name) && one !== null && typeof one !== 'boolean'
        ? hidden
        : withoutSecrets(one, depth + 1),
    ]),
  );
}

/**
 * The same text without the secrets in it.
 *
 * @example textWithoutSecrets('Bearer abcdefghijkl') === 'Bearer [secret]'
 */
export function textWithoutSecrets(text: string): string {
  return secretText.reduce((shown, [pattern, instead]) => shown.replace(pattern, instead), text);
}
