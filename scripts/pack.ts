import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { calledWith, wrongCall } from '../bench/options.ts';

// Makes of each package what is published: JavaScript and declarations instead of TypeScript, and a manifest that
// points to them. The sources' own manifests stay private.
const all = ['gate', 'lull'];
const usage = `npm run pack -- [FOLDER [PACKAGE...]]
  FOLDER   where the tarballs go (default: dist)
  PACKAGE  which (default: ${all.join(' ')})`;
const [into = 'dist', ...named] = calledWith(usage, {}, 1 + all.length).positionals;
const unknown = named.find((name) => !all.includes(name));
if (unknown !== undefined) wrongCall(`${unknown} is no package of ours`, usage);
const root = resolve(import.meta.dirname, '..');
const folder = resolve(root, into);
const packages = named.length === 0 ? all : named;

/** What every published package holds beside its own. */
const shared = ['LICENSE', 'README.md'];

type Manifest = Record<string, unknown> & { name: string; exports?: Record<string, string> };

mkdirSync(folder, { recursive: true });
if (packages.includes('lull')) run(process.execPath, [join(root, 'scripts/build.ts')], root);
const stage = mkdtempSync(join(tmpdir(), 'lull-pack-'));
try {
  for (const name of packages) {
    const [from, to] = [join(root, 'packages', name), join(stage, name)];
    compile(from, to);
    copyAssets(join(from, 'src'), join(to, 'dist'));
    cpSync(join(from, 'src'), join(to, 'dist'), { recursive: true, filter: (path) => !path.endsWith('.ts') });
    for (const kept of ['bin', 'schema', 'console']) copyFolder(from, to, kept);
    for (const file of shared) cpSync(join(root, file), join(to, file));
    const manifest = published(JSON.parse(readFileSync(join(from, 'package.json'), 'utf8')) as Manifest);
    writeFileSync(join(to, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
    run('npm', ['pack', '--silent', '--pack-destination', folder], to);
  }
} finally {
  rmSync(stage, { recursive: true });
}

function compile(from: string, to: string): void {
  mkdirSync(to, { recursive: true });
  const config = join(to, 'tsconfig.json');
  const compilerOptions = {
    noEmit: false,
    declaration: true,
    rootDir: join(from, 'src'),
    outDir: join(to, 'dist'),
    typeRoots: [join(root, 'node_modules/@types')],
  };
  writeFileSync(
    config,
    JSON.stringify({ extends: join(root, 'tsconfig.json'), compilerOptions, include: [join(from, 'src')] }),
  );
  run('tsc', ['-p', config], root);
  rmSync(config);
}

/** What is read beside the code: everything in the sources that is no code. */
function copyAssets(from: string, to: string): void {
  const filter = (path: string): boolean => statSync(path).isDirectory() || !path.endsWith('.ts');
  cpSync(from, to, { recursive: true, filter });
}

function copyFolder(from: string, to: string, name: string): void {
  if (!existsSync(join(from, name))) return;
  cpSync(join(from, name), join(to, name), { recursive: true });
  if (name !== 'bin') return;
  for (const shim of readdirSync(join(to, name)).map((file) => join(to, name, file))) {
    writeFileSync(shim, compiled(readFileSync(shim, 'utf8')));
  }
}

/** The manifest that is published: public, for every Node that runs the compiled files, and pointing to them. */
function published({
  private: _,
  devDependencies: __,
  exports,
  ...manifest
}: Manifest): Record<string, unknown> {
  return {
    ...manifest,
    engines: manifest.engines ?? { node: '>=24' },
    files: ['dist', 'bin', 'schema', 'console'],
    ...(exports && {
      exports: Object.fromEntries(
        Object.entries(exports).map(([at, file]) => [
          at,
          { types: compiled(file).replace(/\.js$/, '.d.ts'), default: compiled(file) },
        ]),
      ),
    }),
  };
}

/** Where a source's compiled file is: `../src/cli/main.ts` becomes `../dist/cli/main.js`. */
function compiled(text: string): string {
  return text.replace(/(\.\.?)\/src\/([\w/-]+)\.ts/g, '$1/dist/$2.js');
}

function run(program: string, args: readonly string[], cwd: string): void {
  const env = { ...process.env, PATH: `${join(root, 'node_modules/.bin')}:${process.env.PATH}` };
  const { status, error } = spawnSync(program, args, { cwd, env, stdio: 'inherit' });
  if (status !== 0) throw error ?? new Error(`${program} ${args.join(' ')} ended with ${status}`);
}
