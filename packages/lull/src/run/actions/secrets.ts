import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { resolve } from 'node:path';
import { LullError } from '../../errors.ts';
import type { SecretSource } from '../steps/contract.ts';

/** A secret is a password or a key, not a file of data. Bytes. */
const LONGEST = 16_384;

/**
 * Reads secrets, and has them kept out of all that is printed from now on.
 *
 * @param context its folder is where relative files are, and it hides what is read
 * @throws LullError `secret-unreadable` names the first one that isn't there or is empty; never its value
 * @example await readSecrets({ PGPASSWORD: { file: '/run/secrets/shop' } }, context) // { PGPASSWORD: '…' }
 */
export async function readSecrets(
  sources: Readonly<Record<string, SecretSource>>,
  context: { readonly folder: string; hide(secret: string): void },
): Promise<Readonly<Record<string, string>>> {
  const read: [string, string][] = [];
  for (const [name, source] of Object.entries(sources)) {
    const value = await readSecret(name, source, context.folder);
    context.hide(value);
    read.push([name, value]);
  }
  return Object.fromEntries(read);
}

/** The value of one secret. */
async function readSecret(name: string, source: SecretSource, folder: string): Promise<string> {
  if ('variable' in source) {
    const value = process.env[source.variable];
    return value ? value : unreadable(name, `the variable ${source.variable} is not set`);
  }
  const path = resolve(folder, source.file);
  const text = await beginning(path).catch((error: NodeJS.ErrnoException) =>
    unreadable(name, `${path} can't be read: ${error.code ?? error.message}`),
  );
  const line = /^[^\r\n]*/.exec(text)![0];
  // Nothing takes it, and the error that says so would show it: a file in UTF-16 is such a one.
  if (line.includes('\0')) unreadable(name, `the first line of ${path} holds a NUL`);
  if (line === '') unreadable(name, `the first line of ${path} is empty`);
  if (Buffer.byteLength(line) >= LONGEST) unreadable(name, `the first line of ${path} has no end`);
  return line;
}

async function beginning(path: string): Promise<string> {
  // Whoever opens a pipe waits for its other end, and no time limit ends that.
  const file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(LONGEST), 0, LONGEST, 0);
    return buffer.toString('utf8', 0, bytesRead);
  } finally {
    await file.close();
  }
}

function unreadable(name: string, why: string): never {
  throw new LullError(
    'secret-unreadable',
    `The secret ${name} can't be read: ${why}.`,
    'Give the file or the variable to whoever runs the steps on this host.',
    { secret: name },
  );
}
