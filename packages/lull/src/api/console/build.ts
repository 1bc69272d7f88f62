import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { gzipSync } from 'node:zlib';

/** A file of the console as it is sent. */
export interface ConsoleFile {
  readonly type: string;
  readonly plain: Uint8Array<ArrayBuffer>;
  readonly gzipped: Uint8Array<ArrayBuffer>;
}

/** The console as it was built: its page, and the files that the page loads, by their names. */
export interface ConsoleBuild {
  readonly page: ConsoleFile;
  readonly assets: ReadonlyMap<string, ConsoleFile>;
}

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** Where the console is built, and where the published package has it. */
export const consoleFolder = join(import.meta.dirname, '../../../console');

/**
 * Reads the console into memory, once.
 *
 * @returns null where it was never built
 */
export function readConsole(folder = consoleFolder): ConsoleBuild | null {
  if (!existsSync(join(folder, 'index.html'))) return null;
  const names = readdirSync(join(folder, 'assets'));
  const assets = names.map((name) => [name, fileAt(join(folder, 'assets', name))] as const);
  return { page: fileAt(join(folder, 'index.html')), assets: new Map(assets) };
}

function fileAt(path: string): ConsoleFile {
  const plain = new Uint8Array(readFileSync(path));
  const type = types[extname(path)] ?? 'application/octet-stream';
  return { type, plain, gzipped: new Uint8Array(gzipSync(plain, { level: 9 })) };
}
