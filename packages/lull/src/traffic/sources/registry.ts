import type { FileSource, UrlSource } from '../source.ts';

/** Sources that are read from files, loaded when needed. Where several know a file, the first reads it. */
export const fileSources: readonly (() => Promise<FileSource>)[] = [
  async () => (await import('./access-log/source.ts')).accessLogSource,
  async () => (await import('./csv/source.ts')).csvSource,
];

const address = /^[a-z][a-z0-9+.:-]+:\/\//i;

/**
 * Whether a location is to be asked over the network. Anything else is a file, colons in its name or not.
 *
 * @example isAddress('prometheus:http://host:9090?query=up') && !isAddress('C:\\logs\\access.log')
 */
export function isAddress(location: string): boolean {
  return address.test(location);
}

/** Sources that are asked over the network. */
export const urlSources: readonly (() => Promise<UrlSource>)[] = [
  async () => (await import('./prometheus/source.ts')).prometheusSource,
];
