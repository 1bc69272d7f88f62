import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A file that pages load; its path changes with its content, so that browsers may keep it for ever. */
export interface Asset {
  readonly path: string;
  readonly type: string;
  readonly text: string;
}

const folder = join(import.meta.dirname, 'assets');

export const identityScript = asset(folder, 'identity', 'js', 'text/javascript; charset=utf-8');
export const identityStyle = asset(folder, 'identity', 'css', 'text/css; charset=utf-8');

/** A file of a folder, read when the server starts. */
export function asset(folder: string, name: string, ending: string, type: string): Asset {
  const text = readFileSync(join(folder, `${name}.${ending}`), 'utf8');
  const hash = createHash('sha256').update(text).digest('hex').slice(0, 12);
  return { path: `/assets/${name}-${hash}.${ending}`, type, text };
}
