import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Stage, stagesOf } from './dockerfile.ts';

/** What an image says about how it is run. */
export interface Image {
  /** A script for `sh` that builds it below the folder `$LAYERS`; its root is then `$IMAGE`. */
  readonly build: string;
  readonly env: Readonly<Record<string, string>>;
  readonly user: string;
  readonly workdir: string;
  readonly volume: string;
  readonly command: readonly string[];
  readonly healthcheck: readonly string[];
}

/** Single-quoted for `sh`. */
export const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

/**
 * Makes of a Dockerfile what builds it without Docker: each stage is a layer over this machine's own root
 * (Debian, as the image is), with the Node and the user `node` that the official images have. It has to be
 * run as root, in a mount namespace of its own. The checkout is not in the image unless it is copied there.
 */
export function imageOf(checkout: string, dockerfile: string): Image {
  const stages = stagesOf(readFileSync(join(checkout, dockerfile), 'utf8'));
  const ignored = readFileSync(join(checkout, `${dockerfile}.dockerignore`), 'utf8')
    .trim()
    .split('\n');
  const context = { checkout, excludes: ignored.map((line) => line.replace('**/', '')) };
  const last = stages.at(-1)!;
  const told = (name: string) =>
    last.instructions.flatMap((each) => (each.name === name ? [each.rest] : [])).at(-1)!;
  const words = (text: string): string[] => JSON.parse(text.replace(/^CMD\s+/, ''));
  return {
    build: [
      'set -eu',
      base(checkout),
      ...stages.map((stage) => layer(stage, context)),
      `IMAGE=$LAYERS/root-${last.name}`,
    ].join('\n'),
    env: envOf(last),
    user: told('USER'),
    workdir: told('WORKDIR'),
    volume: told('VOLUME'),
    command: [...words(told('ENTRYPOINT')), ...words(told('CMD'))],
    healthcheck: words(told('HEALTHCHECK')),
  };
}

/** The layer that stands for the official image. */
function base(checkout: string): string {
  return `mkdir -p "$LAYERS/base/usr/local/bin" "$LAYERS/empty"
cp -L ${quoted(process.execPath)} "$LAYERS/base/usr/local/bin/node"
mkdir -p "$LAYERS/base/etc"
cp /etc/passwd /etc/group "$LAYERS/base/etc/"
grep -q '^node:' /etc/passwd || echo 'node:x:1000:1000::/home/node:/bin/sh' >> "$LAYERS/base/etc/passwd"
grep -q '^node:' /etc/group || echo 'node:x:1000:' >> "$LAYERS/base/etc/group"
hide() { if [ -d "$1${checkout}" ]; then mount --bind "$LAYERS/empty" "$1${checkout}"; fi; }`;
}

function envOf({ instructions }: Stage): Record<string, string> {
  const pairs = instructions.flatMap(({ name, rest }) => (name === 'ENV' ? rest.split(' ') : []));
  return Object.fromEntries(pairs.map((pair) => pair.split('=', 2)));
}

function layer(
  stage: Stage,
  context: { readonly checkout: string; readonly excludes: readonly string[] },
): string {
  const root = `"$LAYERS/root-${stage.name}"`;
  const [upper, work] = [`$LAYERS/upper-${stage.name}`, `$LAYERS/work-${stage.name}`];
  const onImage = stage.from.includes(':');
  const below = onImage ? '$LAYERS/base:/' : `$LAYERS/upper-${stage.from}:$LAYERS/base:/`;
  const lines = [
    `mkdir -p ${root} "${upper}" "${work}"`,
    `mount -t overlay overlay -o "lowerdir=${below},upperdir=${upper},workdir=${work}" ${root}`,
    `hide ${root}`,
    `mount --rbind /proc ${root}/proc; mount --rbind /dev ${root}/dev`,
  ];
  let at = '/lull';
  for (const { name, flags, rest } of stage.instructions) {
    if (name === 'WORKDIR') {
      at = rest;
      lines.push(`mkdir -p ${root}${at}`);
    } else if (name === 'RUN') {
      lines.push(`chroot ${root} sh -ec ${quoted(`cd ${at}; ${rest}`)} >&2`);
    } else if (name === 'COPY') {
      lines.push(copy(rest, flags.from, `${root}${at}`, context));
    }
  }
  return lines.join('\n');
}

function copy(
  rest: string,
  from: string | undefined,
  to: string,
  { checkout, excludes }: { readonly checkout: string; readonly excludes: readonly string[] },
): string {
  const words = rest.split(' ');
  const target = `${to}/${words.pop()}`;
  if (from !== undefined) {
    const source = `"$LAYERS/root-${from}"${words[0]}`;
    // Docker copies what is in a folder, not the folder.
    return `mkdir -p ${target}; cp -a ${source}/. ${target}/`;
  }
  if (words[0] === '.') {
    const skip = excludes.map((each) => `--exclude=${quoted(each)}`).join(' ');
    return `tar -C ${quoted(checkout)} ${skip} -cf - . | tar -C ${target} -xf -`;
  }
  const copies = words.map((word) => `cp ${quoted(join(checkout, word))} ${target}/`);
  return [`mkdir -p ${target}`, ...copies].join('; ');
}
