/** What names of variables, headers and options end in, whose values are secrets. */
const telling =
  '(?:pass(?:word|wd|phrase)|secret|token|credentials?|(?:api|access|private|secret)[-_]?key' +
  '|(?:^|[-_])(?:pass|pwd|auth|cookie))';
const secretName = new RegExp(`${telling}$|^(?:proxy-)?authorization$`, 'i');

/**
 * Where secrets stand in a text: what is before, and the secret. Everything that may fail to match is
 * bounded, so that no text takes long.
 */
const forms: readonly RegExp[] = [
  // Addresses with a password.
  /([a-z][a-z\d+.-]{0,20}:\/\/[^\s/:@'"]{0,100}:)([^\s/@'"]{1,500})(?=@)/gi,
  // Options of programs: --password=x, --db-token x.
  new RegExp(
    `((?<![\\w-])--?[\\w-]{0,40}${telling}(?:=|\\s{1,9}))('[^']{0,500}'|[^\\s'-][^\\s']{0,500})`,
    'gi',
  ),
  // Variables before a program, and fields of connection strings.
  new RegExp(`(\\b\\w{0,40}${telling}=)('[^']{0,500}'|[^\\s'&;]{1,500})`, 'gi'),
  // What a database is told of its roles.
  /(\bpassword\s{1,9})('(?:[^']|''){1,500}')/gi,
  /(\bidentified\s{1,9}by\s{1,9})('(?:[^']|''){1,500}')/gi,
  /(\b(?:bearer|basic)\s{1,9})([\w~+/.-]{8,4000}={0,2})/gi,
  // Tokens that show by their beginning what they are.
  /()(\b(?:gh[opsur]_|github_pat_|glpat-|xox[abprs]-|AKIA|ASIA|sk-|npm_)[\w-]{12,500})/g,
  /()(\beyJ[\w-]{8,2000}\.[\w-]{8,4000}\.[\w-]{0,1000})/g,
  /(-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----)(.+?)(?=-----END|$)/gs,
];

/**
 * Whether a text seems to hold a secret that is written out. What stands for a parameter is none.
 *
 * @example holdsSecret('--password=hunter2') && !holdsSecret('--password-file=/etc/pw')
 */
export function holdsSecret(text: string): boolean {
  return withoutSecrets(text) !== text;
}

/**
 * Whether the value of something called so seems to be a secret.
 *
 * @example isSecret('PGPASSWORD', 'hunter2') && !isSecret('PGPASSFILE', '/etc/pgpass')
 */
export function isSecret(name: string, value: string): boolean {
  const isWritten = value !== '' && !/^\$\{[^{}]*\}$/.test(value) && !/^(?:true|false|\d{1,3})$/.test(value);
  return isWritten && (secretName.test(name) || holdsSecret(value));
}

/**
 * A text with `…` in the place of what seems to be a secret.
 *
 * @example withoutSecrets('psql postgres://a:b@db/shop') === 'psql postgres://a:…@db/shop'
 */
export function withoutSecrets(text: string): string {
  return forms.reduce(
    (shown, form) =>
      shown.replace(form, (written: string, before: string, secret: string) =>
        /^'?\$\{[^{}]*\}'?$/.test(secret) || secret === '…' ? written : `${before}…`,
      ),
    text,
  );
}
