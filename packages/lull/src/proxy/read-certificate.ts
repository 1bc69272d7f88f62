import { readFile } from 'node:fs/promises';
import { createSecureContext } from 'node:tls';
import { LullError } from '../errors.ts';
import type { Certificate } from './contract.ts';

/** Where a certificate and its key are. */
export interface CertificateFiles {
  readonly cert: string;
  readonly key: string;
}

/**
 * Reads a certificate and its key, and tries them on each other.
 *
 * @throws LullError `bad-setting` where one cannot be read, or they don't belong together
 * @example await readCertificate({ cert: '/etc/ssl/shop.pem', key: '/etc/ssl/private/shop.key' })
 */
export async function readCertificate({ cert, key }: CertificateFiles): Promise<Certificate> {
  const certificate = { cert: await read('--tls-cert', cert), key: await read('--tls-key', key) };
  try {
    createSecureContext(certificate);
  } catch (error) {
    throw wrong(`${cert} and ${key} are no certificate and its key`, error);
  }
  return certificate;
}

async function read(option: string, path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (error) {
    throw wrong(`${option}: ${path} cannot be read`, error);
  }
}

function wrong(what: string, error: unknown): LullError {
  const why = (error as Error).message;
  return new LullError(
    'bad-setting',
    `${what}: ${why}`,
    'Give the chain, the own certificate first, and its key, both as PEM and without a passphrase.',
  );
}
