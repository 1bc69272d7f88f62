import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A file that pages load; its path changes with its content, so that browsers may keep it for ever. */
export interface Asset {
  readonly path: string;
  readonly type: string;
  readonly text: string;
}

export const identityScript = asset('identity', 'js', 'text/javascript; charset=utf-8');
export const identityStyle = asset('identity', 'css', 'text/css; charset=utf-8');

function asset(name: string, ending: string, type: string): Asset {
  const text = readFileSync(join(import.meta.dirname, 'assets', `${name}.${ending}`), 'utf8');
  const hash = createHash('sha256').update(text).digest('hex').slice(0, 12);
  return { path: `/assets/${name}-${hash}.${ending}`, type, text };
}
