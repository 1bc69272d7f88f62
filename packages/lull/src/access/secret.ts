import { randomBytes } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LullError } from '../errors.ts';

/** The least length of a secret, in characters. */
export const leastSecret = 32;

/**
 * The secret that a data folder keeps, made when there is none: 256 bits in the file `secret`, which only its
 * owner may read. Whoever has it can sign cookies, so it is never in the database or in a backup of it.
 *
 * @throws LullError `bad-setting` when others may read it or it was cut short; `write-failed` when it can't
 * be kept.
 * @example keptSecret('./lull-data').length === 43
 */
export function keptSecret(folder: string): string {
  const path = join(folder, 'secret');
  const kept = read(path);
  if (kept !== null) return checked(path, kept);
  const made = `${path}.${randomBytes(6).toString('hex')}`;
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    writeFileSync(made, `${randomBytes(32).toString('base64url')}\n`, {
      mode: 0o600,
      flag: 'wx',
      flush: true,
    });
    link(made, path);
  } catch (error) {
    throw new LullError(
      'write-failed',
      `The secret cannot be kept in ${path}: ${(error as Error).message}`,
      'Make the data folder writable, or set LULL_SECRET.',
    );
  } finally {
    rmSync(made, { force: true });
  }
  return checked(path, read(path)!);
}

/** A link is made whole or not at all, and never over a secret that another process made meanwhile. */
function link(from: string, to: string): void {
  try {
    linkSync(from, to);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}

function read(path: string): string | null {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw new LullError(
      'bad-setting',
      `The secret in ${path} cannot be read: ${(error as Error).message}`,
      'Let the user that runs Lull own the file, or set LULL_SECRET.',
    );
  }
}

function checked(path: string, secret: string): string {
  const open = process.platform !== 'win32' && (statSync(path).mode & 0o077) !== 0;
  if (!open && secret.length >= leastSecret) return secret;
  throw new LullError(
    'bad-setting',
    open ? `Others may read the secret in ${path}` : `The secret in ${path} was cut short`,
    open ? `Run chmod 600 ${path}.` : 'Restore the file, or remove it: then everybody must sign in again.',
  );
}
