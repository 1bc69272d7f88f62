import { LullError } from '../errors.ts';
import { type Library, leastPassword } from './library.ts';

const longest = 128;

/**
 * Refuses a password that is too short, or longer than the library takes.
 *
 * @throws LullError `bad-request`.
 * @example checkPassword('correct horse battery');
 */
export function checkPassword(password: string): void {
  const { length } = [...password];
  if (length >= leastPassword && password.length <= longest) return;
  throw new LullError(
    'bad-request',
    `A password has at least ${leastPassword} and at most ${longest} characters.`,
    'Take a few words; no special characters are needed.',
    { field: 'password' },
  );
}

/**
 * Sets a person's password, hashed by the library (scrypt), and ends all their sessions.
 *
 * @example await setPassword(access.library, person, password);
 */
export async function setPassword(library: Library, person: string, password: string): Promise<void> {
  const { internalAdapter, password: hasher } = await library.$context;
  const hash = await hasher.hash(password);
  if ((await internalAdapter.findCredentialAccount(person)) === null) {
    await internalAdapter.linkAccount({
      userId: person,
      accountId: person,
      providerId: 'credential',
      password: hash,
    });
  } else await internalAdapter.updatePassword(person, hash);
  await internalAdapter.deleteUserSessions(person);
}
