/**
 * A program and its arguments in one line, as one would type them.
 *
 * @example words(['pg_dump', '-f', 'my file']) === "pg_dump -f 'my file'"
 */
export function words(argv: readonly string[]): string {
  return argv
    .map((word) => (/^[\w@%+=:,./${}-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`))
    .join(' ');
}
