import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { baseSheet } from '../../announce/status/style.ts';

/** A file that pages load; its path changes with its content, so that browsers may keep it for ever. */
export interface Asset {
  readonly path: string;
  readonly type: string;
  readonly text: string;
}

const folder = join(import.meta.dirname, 'assets');
const formsSheet = readFileSync(join(folder, 'forms.css'), 'utf8');

export const identityScript = asset('identity.js', 'text/javascript; charset=utf-8', [
  readFileSync(join(folder, 'identity.js'), 'utf8'),
]);
export const identityStyle = formsStyle(folder, 'identity.css');

/**
 * The style of pages with forms: what all pages have in common, and what these have besides.
 *
 * @param file of the folder, read when the server starts
 * @example formsStyle(join(import.meta.dirname, 'assets'), 'identity.css').path // '/assets/identity-….css'
 */
export function formsStyle(folder: string, file: string): Asset {
  const own = readFileSync(join(folder, file), 'utf8');
  return asset(file, 'text/css; charset=utf-8', [baseSheet, formsSheet, own]);
}

function asset(file: string, type: string, parts: readonly string[]): Asset {
  const text = parts.join('\n');
  const hash = createHash('sha256').update(text).digest('hex').slice(0, 12);
  return { path: `/assets/${file.replace('.', `-${hash}.`)}`, type, text };
}
