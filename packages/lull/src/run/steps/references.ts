import type { Path } from '../../catalog/document.ts';
import { nearest } from '../../catalog/mistakes.ts';
import { formats } from '../actions/formats.ts';
import { namesIn } from '../actions/template.ts';

/** Where a parameter is named. */
export interface Reference {
  readonly path: Path;
  readonly name: string;
  /** What is wrong with it; null for nothing. */
  readonly wrong: string | null;
}

/** Variables by which the environment says what is run: nothing that is sent may stand in them. */
const steering = new RegExp(
  '^(?:PATH|IFS|ENV|SHELL|HOME|BASH_ENV|PS4|PROMPT_COMMAND|ZDOTDIR|EDITOR|VISUAL|PAGER|LESSOPEN|LESSCLOSE' +
    '|MAKEFLAGS|RSYNC_RSH|SSH_ASKPASS|GCONV_PATH|CLASSPATH|_?JAVA_(?:TOOL_)?OPTIONS|JDK_JAVA_OPTIONS' +
    '|PGSYSCONFDIR|PGSERVICEFILE|PSQLRC|PSQL_\\w+|PERL5?(?:LIB|OPT|DB)' +
    '|(?:PYTHON|RUBY|BUNDLE_|GEM_|NODE_|GIT_|LD_|DYLD_|LUA_|PHP|OPENSSL_|DOCKER_|KUBE)\\w*|npm_config_\\w*)$',
  'i',
);

/**
 * Every place of a file at which a parameter is named, in order.
 *
 * @param value the file as it is written
 * @example referencesIn({ steps: [{ name: 'a', command: ['echo', '${x}'] }] })[0].name // 'x'
 */
export function referencesIn(value: unknown): Reference[] {
  const file = blockOf(value);
  const declared = Object.keys(blockOf(file.parameters));
  return ['files', 'defaults', 'steps', 'verify', 'watch']
    .flatMap((field) => textsIn(file[field], [field]))
    .filter(({ path }) => !(path.length === 3 && path[2] === 'name'))
    .flatMap(({ path, text, isKey }) =>
      namesIn(text).map((name) => {
        const wrong = isKey ? 'no parameter can stand in a name' : wrongAt(path);
        return { path, name, wrong: wrong ?? wrongName(name, declared) };
      }),
    );
}

function wrongName(name: string, declared: readonly string[]): string | null {
  if (declared.includes(name)) return null;
  const near = nearest(name, declared);
  const meant = near === null ? '' : `; did you mean \${${near}}?`;
  return `\${${name}} is none of the file's parameters${meant || ': declare it there, or write $${ for ${'}`;
}

/** Why no parameter can stand at a place, or null where one can. */
function wrongAt(path: Path): string | null {
  const within = path[0] === 'defaults' ? path.slice(1) : path.slice(2);
  const [field, ...rest] = within[0] === 'verify' || within[0] === 'rollback' ? within.slice(1) : within;
  if (field === 'environment') {
    const name = String(rest[0]);
    return steering.test(name) ? `no parameter can stand in ${name}, which decides what is run` : null;
  }
  const isAction = typeof field === 'string' && Object.hasOwn(formats, field) && path[0] !== 'defaults';
  if (!isAction) return 'no parameter can stand here';
  return formats[field as keyof typeof formats].refusesAt(rest);
}

interface Text {
  readonly path: Path;
  readonly text: string;
  readonly isKey: boolean;
}

function textsIn(value: unknown, path: Path): Text[] {
  if (typeof value === 'string') return [{ path, text: value, isKey: false }];
  if (Array.isArray(value)) return value.flatMap((one, i) => textsIn(one, [...path, i]));
  return Object.entries(blockOf(value)).flatMap(([key, one]) => [
    { path: [...path, key], text: key, isKey: true },
    ...textsIn(one, [...path, key]),
  ]);
}

const blockOf = (value: unknown): Readonly<Record<string, unknown>> =>
  value !== null && typeof value === 'object' && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : {};
