import { readFile } from 'node:fs/promises';
import { isIP } from 'node:net';
import { Reader, type Response } from 'mmdb-lib';
import { LullError } from '../errors.ts';

/** Tells the country of an address from a database file. */
export interface Geo {
  /** Type and build date, so that everyone sees how old it is: `GeoLite2-Country, 2026-01-05`. */
  readonly database: string;
  /** ISO 3166-1 alpha-2, or null for an address that is none or that the database doesn't know. */
  country(ip: string): string | null;
}

/** The ways in which the databases at hand write a country. */
interface CountryRecord {
  readonly country?: string | { readonly iso_code?: string };
  readonly registered_country?: { readonly iso_code?: string };
  readonly country_code?: string;
}

/**
 * Opens an .mmdb file (MaxMind DB 2.0: GeoLite2, DB-IP, IPLocate and others; country or city). It is held in
 * memory.
 *
 * @throws LullError `source-not-found`, `bad-source`; the lookup throws `bad-source` where the file is
 * damaged
 * @example (await openGeo('GeoLite2-Country.mmdb')).country('81.2.69.142') // 'GB'
 */
export async function openGeo(path: string): Promise<Geo> {
  const bytes = await readFile(path).catch((error: NodeJS.ErrnoException) => {
    throw new LullError(
      'source-not-found',
      `the geo database "${path}" cannot be read (${error.code})`,
      'Name an .mmdb file that exists.',
    );
  });
  const reader = orBadSource(path, () => readerOf(bytes));
  const { databaseType, buildEpoch, ipVersion } = reader.metadata;
  return {
    database: `${databaseType}, ${buildEpoch.toISOString().slice(0, 10)}`,
    country(ip) {
      const address = withoutMapping(ip);
      const version = isIP(address);
      if (version === 0 || version > ipVersion) return null;
      return orBadSource(path, () => codeOf(reader.get(address)));
    },
  };
}

function readerOf(bytes: Buffer): Reader<CountryRecord & Response> {
  const reader = new Reader<CountryRecord & Response>(bytes);
  const { binaryFormatMajorVersion, ipVersion, searchTreeSize, buildEpoch } = reader.metadata;
  const known = binaryFormatMajorVersion === 2 && (ipVersion === 4 || ipVersion === 6);
  if (!known || searchTreeSize > bytes.length || Number.isNaN(buildEpoch.getTime())) {
    throw new RangeError('the description at its end is not that of a MaxMind DB 2.0 file');
  }
  return reader;
}

function orBadSource<T>(path: string, look: () => T): T {
  try {
    return look();
  } catch {
    throw new LullError(
      'bad-source',
      `"${path}" is not an .mmdb file, or it is damaged`,
      'Name a whole country or city database in the MaxMind DB format, unpacked.',
    );
  }
}

/** An IPv4 address that is written as IPv6 (RFC 4291, 2.5.5.2) as IPv4: trees hold it only there. */
function withoutMapping(ip: string): string {
  if (!/ffff:/i.test(ip) || isIP(ip) !== 6) return ip;
  const short = URL.parse(`http://[${ip.split('%')[0]}]`)?.hostname ?? '';
  const groups = /^\[::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})\]$/.exec(short);
  if (!groups) return ip;
  const [high, low] = [Number.parseInt(groups[1]!, 16), Number.parseInt(groups[2]!, 16)];
  return `${high >> 8}.${high & 255}.${low >> 8}.${low & 255}`;
}

/** The country that an address is used in; the one that it is registered in where only that is known. */
function codeOf(record: CountryRecord | null): string | null {
  const country = record?.country;
  const code =
    (typeof country === 'string' ? country : country?.iso_code) ??
    record?.country_code ??
    record?.registered_country?.iso_code;
  return typeof code === 'string' && /^[a-z]{2}$/i.test(code) ? code.toUpperCase() : null;
}
