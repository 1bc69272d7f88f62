import type { FileSource, UrlSource } from '../source.ts';

/** Sources that are read from files. Loaded when they are needed; where several know a file, the first one reads it. */
export const fileSources: readonly (() => Promise<FileSource>)[] = [
  async () => (await import('./access-log/source.ts')).accessLogSource,
  async () => (await import('./csv/source.ts')).csvSource,
];

/** Sources that are asked over the network. */
export const urlSources: readonly (() => Promise<UrlSource>)[] = [
  async () => (await import('./prometheus/source.ts')).prometheusSource,
];
