import { readdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { lullState } from '../../page/index.ts';
import { type Instant, retryAfter } from '../../protocol/index.ts';
import type { GatedProxy, Pages, ProxySettings, Serving } from '../contract.ts';
import { ProxyError } from '../errors.ts';
import { names, writePass } from '../folder.ts';
import { isSame, kindOf, retryAtOf } from '../serving.ts';
import { MAP } from './config.ts';
import { say } from './socket.ts';
import { endSessionsOf, trafficOf } from './traffic.ts';

/**
 * HAProxy: a map says what is closed. It is written to its file, which a restart begins with, and put into
 * the running process in one step.
 *
 * @example haproxy(settings, pages).flip(serving)
 */
export function haproxy(settings: ProxySettings, pages: Pages): GatedProxy {
  const { folder, control, backends } = settings;
  const socket = control ?? '';
  const map = join(folder, MAP);
  let flipped: { readonly serving: Serving; readonly lines: readonly string[] } | null = null;

  const flip = async (serving: Serving): Promise<void> => {
    const lines = [...linesOf(serving, pages.now()), ...(await passes(folder))];
    await writeFile(`${map}.new`, `${lines.join('\n')}\n`, { flush: true });
    await rename(`${map}.new`, map);
    const version = /version created: (\d+)/.exec(await say(socket, `prepare map ${map}`))?.[1];
    if (version === undefined) throw notIncluded(map);
    const answer = await say(socket, `add map @${version} ${map} <<\n${lines.join('\n')}\n`);
    const committed = `${answer}${await say(socket, `commit map @${version} ${map}`)}`.trim();
    if (committed !== '') throw new ProxyError('not-served', `HAProxy says: ${committed}.`, 'See its log.');
    flipped = { serving, lines };
  };

  return {
    flip,
    holds: async (serving) => {
      if (flipped === null || !isSame(flipped.serving, serving)) return false;
      const shown = await say(socket, `show map ${map}`);
      const there = shown.split('\n').flatMap((line) => /^0x\S+ (.*)$/.exec(line)?.[1] ?? []);
      if (there.sort().join('\n') !== [...flipped.lines].sort().join('\n')) return false;
      // Passes run out; that is nobody's doing.
      const current = (await passes(folder)).join();
      if (current !== flipped.lines.filter((line) => line.startsWith('pass:')).join()) await flip(serving);
      return true;
    },
    traffic: () => trafficOf(socket, backends),
    endSessions: () => endSessionsOf(socket, backends),
    admit: async (token, expires) => {
      await writePass(folder, token, expires);
      if (flipped !== null) await flip(flipped.serving);
    },
  };
}

/** The map's entries: what it does, and what is told where the gate's process is gone. */
function linesOf(serving: Serving, now: Instant): readonly string[] {
  const { does, methods, state } = serving;
  if (does === 'open') return ['does open'];
  const retryAt = retryAtOf(serving, now);
  const said = [
    `retry ${retryAfter(retryAt, now, 0.5)}`,
    `state ${lullState(kindOf(serving), retryAt, state.downtime)}`,
  ];
  if (does === 'refuse') return [`does ${methods.length === 1 ? 'unsafe' : 'all'}`, ...said];
  const { match, share } = state;
  return [
    'does ask',
    ...said,
    `share ${state.state === 'opening' ? Math.round(share * 1000) : 0}`,
    ...(match.paths.length === 0
      ? ['in:all yes']
      : match.paths.map((path) => `in:${below(path).toLowerCase()} yes`)),
    `only ${methods.length === 1 ? 'unsafe' : 'all'}`,
    ...(match.methods.length === 0 ? ['method:all yes'] : match.methods.map((one) => `method:${one} yes`)),
    ...match.except.map((path) => `except:${below(path)} yes`),
  ];
}

function below(path: string): string {
  return path.endsWith('/') ? path : `${path}/`;
}

async function passes(folder: string): Promise<readonly string[]> {
  const found = await readdir(join(folder, names.passes));
  return found
    .filter((name) => name !== 'allowed')
    .sort()
    .map((name) => `pass:${name} yes`);
}

function notIncluded(map: string): ProxyError {
  return new ProxyError(
    'not-included',
    `HAProxy knows no map ${map}.`,
    'Put what `lull-gate print-config haproxy` prints into its configuration, and reload it.',
  );
}
