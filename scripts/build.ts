import { createHash } from 'node:crypto';
import { existsSync, globSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { build } from 'vite';

// Builds the console into packages/lull, where the server has it from; not again while nothing has changed.
const root = resolve(import.meta.dirname, '..');
const web = join(root, 'packages/web');
const folder = join(root, 'packages/lull/console');
const mark = join(folder, '.built-from');

const sources = [
  ...globSync('src/**/*.{ts,tsx,css,svg}', { cwd: web }),
  'index.html',
  'package.json',
  'vite.config.ts',
].sort();
const hash = createHash('sha256');
for (const file of sources)
  hash
    .update(file)
    .update('\0')
    .update(readFileSync(join(web, file)))
    .update('\0');
const from = hash.digest('hex');

if (existsSync(mark) && readFileSync(mark, 'utf8') === from) {
  console.error('The console is built already.');
} else {
  const made = mkdtempSync(`${folder}-`);
  try {
    const configFile = join(web, 'vite.config.ts');
    await build({ root: web, configFile, logLevel: 'warn', build: { outDir: made, emptyOutDir: true } });
    writeFileSync(join(made, '.built-from'), from);
    // Whoever starts meanwhile finds the old one whole or the new one.
    rmSync(folder, { recursive: true, force: true });
    renameSync(made, folder);
  } finally {
    rmSync(made, { recursive: true, force: true });
  }
  console.error('The console is built.');
}
