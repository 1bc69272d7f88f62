import { hostname } from 'node:os';
import { join } from 'node:path';
import type { GateConfig } from '../follow/index.ts';
import { ProxyError } from '../proxies/errors.ts';

/** How `lull-gate` ends. */
export const exitCodes = { ok: 0, failed: 1, usage: 2, notServed: 3 } as const;

/** Where a command's answer goes, and where it talks. */
export interface Talk {
  readonly out: (text: string) => void;
  readonly say: (text: string) => void;
}

/** Every option of every command; `parseArgs` of Node takes them so. */
export const options = {
  allow: { type: 'string', multiple: true },
  at: { type: 'string', multiple: true },
  backend: { type: 'string', multiple: true },
  check: { type: 'string' },
  config: { type: 'string', short: 'c' },
  control: { type: 'string' },
  count: { type: 'boolean' },
  cut: { type: 'string', multiple: true },
  folder: { type: 'string' },
  force: { type: 'boolean' },
  from: { type: 'string' },
  health: { type: 'string', multiple: true },
  help: { type: 'boolean', short: 'h' },
  host: { type: 'string' },
  internal: { type: 'string', multiple: true },
  json: { type: 'boolean' },
  language: { type: 'string' },
  'no-count': { type: 'boolean' },
  'not-at': { type: 'string', multiple: true },
  part: { type: 'string' },
  reason: { type: 'string' },
  service: { type: 'string' },
  words: { type: 'string', multiple: true },
} as const;

/** What was given on the command line. */
export type Given = {
  readonly [Name in keyof typeof options]?: (typeof options)[Name] extends { type: 'boolean' }
    ? boolean
    : (typeof options)[Name] extends { multiple: true }
      ? string[]
      : string;
} & { readonly positionals: readonly string[] };

/** One command. */
export interface Command {
  readonly names: readonly string[];
  /** What it takes, for help. */
  readonly takes: string;
  readonly does: string;
  readonly run: (name: string, given: Given, talk: Talk) => Promise<number>;
}

/** What a proxy reads of a service, where nothing else is said. */
export function proxyFolder(service: string, given: Given): string {
  return given.folder ?? `/var/lib/lull-gate/${service}`;
}

/** Where the gate keeps its own; `lull-gate` always keeps it on the disk. */
export function stateFolder(config: GateConfig, given: Given): string {
  return config.folder ?? join(proxyFolder(config.service, given), 'state');
}

/** Several proxies of one machine are gates of their own. */
export function instanceOf(config: GateConfig, kind: string): string {
  return config.instance ?? `${hostname()}-${kind}`;
}

/** Wrong usage, and where the right one is. */
export function usage(what: string): ProxyError {
  return new ProxyError('usage', what, 'See lull-gate --help.');
}
