import { readFile, stat } from 'node:fs/promises';
import type { LullError } from '../../../errors.ts';
import type { SecretSource } from '../../steps/contract.ts';
import { refusal } from '../calls/open.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads secrets that a monitor's settings refer to.
 *
 * @param name of the monitor, for errors
 * @returns reads one anew each time, so that a token that is renewed in its file needs no restart
 * @throws LullError `silencer-refused` when it is read and there is none
 * @example const token = secretsOf('alerts', process.env)({ variable: 'ALERTS_TOKEN' });
 */
export function secretsOf(name: string, env: Environment) {
  return (source: SecretSource) => async (): Promise<string> => {
    const value = 'file' in source ? await firstLine(name, source.file) : env[source.variable]?.trim();
    if (value) return value;
    throw refusal(name, `there is no secret in ${calledAs(source)}`, 'Put it there.');
  };
}

/**
 * What a header says of a user with a password, or of a token.
 *
 * @returns null where nothing is given
 * @example await authorizationOf({ token: async () => 'x' })() // 'Bearer x'
 */
export function authorizationOf(given: {
  readonly user?: string | null | undefined;
  readonly password?: (() => Promise<string>) | null | undefined;
  readonly token?: (() => Promise<string>) | null | undefined;
}): () => Promise<string | null> {
  const { user, password, token } = given;
  return async () => {
    if (token) return `Bearer ${await token()}`;
    if (!user || !password) return null;
    return `Basic ${Buffer.from(`${user}:${await password()}`).toString('base64')}`;
  };
}

/**
 * Looks whether a secret is there, before the server begins.
 *
 * @returns what is wrong; null for nothing
 * @example await isThere({}, { variable: 'TOKEN' }) // 'TOKEN is not set'
 */
export async function isThere(env: Environment, source: SecretSource): Promise<string | null> {
  if (!('file' in source)) return env[source.variable]?.trim() ? null : `${source.variable} is not set`;
  try {
    return (await firstLine('', source.file)) === '' ? `${source.file} is empty` : null;
  } catch (error) {
    return (error as LullError).message.replace(/^: /, '');
  }
}

/**
 * Whether others on the machine may read a file.
 *
 * @returns false for one that isn't there
 * @example await isExposed('/etc/passwd') // true
 */
export async function isExposed(file: string): Promise<boolean> {
  const found = await stat(file).catch(() => null);
  return found !== null && (found.mode & 0o004) !== 0;
}

async function firstLine(name: string, file: string): Promise<string> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw refusal(name, `${file} cannot be read (${error.code})`, 'Let the server read it.');
  });
  return text.split(/\r?\n/, 1)[0]!.trim();
}

function calledAs(source: SecretSource): string {
  return 'file' in source ? source.file : `the variable ${source.variable}`;
}
