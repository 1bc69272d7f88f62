import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { isInstalled } from '../peers/process.ts';
import { stagesOf } from '../support/dockerfile.ts';
import { imageOf, quoted } from '../support/image.ts';

const checkout = resolve(import.meta.dirname, '../..');
const dockerfile = 'deploy/Dockerfile';
const layers = mkdtempSync(join(tmpdir(), 'lull-image-'));
afterAll(() => rmSync(layers, { recursive: true, force: true }));

/** `LULL_IMAGE=build` builds it, and runs what was built: a command of its own. */
const isBuilt = process.env.LULL_IMAGE === 'build';

const namespaces = ['--mount', '--pid', '--fork', '--kill-child'];
const mayBuild =
  isBuilt &&
  isInstalled('ip') &&
  spawnSync('unshare', [...namespaces, 'mount', '-t', 'tmpfs', 'tmpfs', layers]).status === 0;

describe('deploy/Dockerfile', () => {
  it('is built on one image, with the lockfile, and copies what is there', () => {
    const stages = stagesOf(readFileSync(join(checkout, dockerfile), 'utf8'));
    const own = new Set(stages.map(({ name }) => name));
    const images = stages.map(({ from }) => from).filter((from) => !own.has(from));
    expect(new Set(images)).toEqual(new Set(['node:26-bookworm-slim']));
    expect(process.versions.node.split('.')[0]).toBe('26');
    const copies = stages.flatMap(({ instructions }) => instructions.filter(({ name }) => name === 'COPY'));
    for (const { rest, flags } of copies) {
      const files = rest.split(' ').slice(0, -1);
      if (flags.from) expect(own).toContain(flags.from);
      else for (const file of files) expect(existsSync(join(checkout, file)), file).toBe(true);
    }
    const text = JSON.stringify(stages);
    expect(text.match(/npm ci/g)).toHaveLength(2);
    expect(text).not.toMatch(/npm i(nstall)?\b/);
  });

  if (!isBuilt) return;

  it.skipIf(!mayBuild)(
    `becomes a server that nobody owns but its user, on a root that nobody writes${mayBuild ? '' : ' (unshare, mount and ip as root are missing)'}`,
    { timeout: 900_000 },
    async () => {
      const image = imageOf(checkout, dockerfile);
      const inside = Object.entries({ PATH: '/usr/local/bin:/usr/bin:/bin', HOME: '/nowhere', ...image.env });
      const env = inside.map(([name, value]) => quoted(`${name}=${value}`)).join(' ');
      const as = (words: readonly string[]) =>
        `chroot --userspec=${image.user}:${image.user} "$IMAGE" /usr/bin/env -i -C ${image.workdir} ${env} ${words.map(quoted).join(' ')}`;
      // A network of its own: its port is free there.
      const run = `ip link set lo up
say() { echo "$1=$2"; }
say uid "$(${as(['id', '-u'])})"
say version "$(${as(['lull', '--version'])})"
say writable "$(${as(['sh', '-c', 'for f in / /lull /tmp /etc; do touch $f/x 2>/dev/null && echo $f; done; true'])})"
say tests "$(find "$IMAGE${image.workdir}/packages" -name '*.test.ts' | wc -l)"
say tools "$(ls "$IMAGE${image.workdir}/node_modules" | grep -cE '^(typescript|vitest|vite|playwright-core)$' || true)"
for ending in KILL TERM; do
  ${as(image.command)} > "$LAYERS/said" 2> "$LAYERS/log" &
  until ${as(image.healthcheck)}; do
    kill -0 $! || { cat "$LAYERS/log" >&2; exit 1; }
  done
  say "owner$ending" "$(grep -c /claim# "$LAYERS/said" || true)"
  say "files$ending" "$(stat -c '%u %a' "$IMAGE${image.volume}/pglite" "$IMAGE${image.volume}/secret" | tr '\\n' ' ')"
  kill -$ending $!
  code=0; wait $! || code=$?
  say "end$ending" $code
done
`;
      const script = `mount -t tmpfs tmpfs "$LAYERS"
${image.build}
# A volume begins with what the image has there, its owner too.
cp -a "$IMAGE${image.volume}" "$LAYERS/volume"
mount --bind "$LAYERS/volume" "$IMAGE${image.volume}"
mount -o remount,ro,bind "$IMAGE"
export IMAGE
unshare --net sh -euc ${quoted(run)}
`;
      const said = await runAsRoot(script);
      expect(said).toEqual({
        uid: '1000',
        version: '0.1.0',
        writable: '',
        tests: '0',
        tools: '0',
        ownerKILL: '1',
        filesKILL: '1000 700 1000 600 ',
        endKILL: '137',
        ownerTERM: '1',
        filesTERM: '1000 700 1000 600 ',
        endTERM: '0',
      });
    },
  );
});

/** Network addresses that npm was given by the environment, not by a file. */
const forNpm = /^(npm_config_registry|https?_proxy|no_proxy|NODE_EXTRA_CA_CERTS)$/i;

/** @returns the lines `name=value` that it said */
async function runAsRoot(script: string): Promise<Record<string, string>> {
  const kept = Object.entries(process.env).filter(([name]) => forNpm.test(name));
  const child = spawn('unshare', [...namespaces, 'sh', '-c', script], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
      HOME: process.env.HOME,
      LAYERS: layers,
      ...Object.fromEntries(kept),
    },
  });
  const said = { out: '', talk: '' };
  child.stdout.setEncoding('utf8').on('data', (text) => (said.out += text));
  child.stderr.setEncoding('utf8').on('data', (text) => (said.talk += text));
  const code = await new Promise((ended) => child.once('close', ended));
  expect(code, said.talk.slice(-4_000)).toBe(0);
  return Object.fromEntries(
    said.out
      .trimEnd()
      .split('\n')
      .map((line) => line.split('=', 2)),
  );
}
