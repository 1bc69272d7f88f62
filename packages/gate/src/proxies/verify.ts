import { STATE_HEADER } from '../page/index.ts';
import { verdictOn } from '../protocol/index.ts';
import { CHECK } from './answer.ts';
import { ask } from './ask.ts';
import type { ProxySettings, Serving } from './contract.ts';
import { ProxyError } from './errors.ts';
import { kindOf } from './serving.ts';

/** A method that nobody implements: it asks for what is unsafe without doing anything. */
const HARMLESS = 'LULLPROBE';

/** How long it may take until the proxy serves what it was told. Milliseconds. */
const LIMIT = 3_000;

/**
 * Asks from outside, through the proxy, until it serves what it should.
 *
 * @param stop ends it, when the gate has flipped again
 * @throws ProxyError `not-served`, `no-proxy`
 * @example await verify(settings, serving, signal);
 */
export async function verify(settings: ProxySettings, serving: Serving, stop: AbortSignal): Promise<void> {
  if (settings.check === null) return;
  const end = performance.now() + LIMIT;
  for (;;) {
    const wrong = await differs(settings.check, settings, serving);
    if (wrong === null || stop.aborted) return;
    if (performance.now() > end) {
      throw new ProxyError(
        'not-served',
        `${settings.check} does not serve the state "${serving.state.state}": ${wrong}.`,
        `Is what \`lull-gate print-config\` prints in its configuration and loaded, and may it read ${settings.folder}?`,
      );
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** What is served otherwise than it should be; null for nothing. */
async function differs(check: string, { host }: ProxySettings, serving: Serving): Promise<string | null> {
  const { does, methods, state } = serving;
  const address = new URL(check);
  const [rule] = does === 'ask' && state.match.methods.length === 0 ? state.match.paths : [];
  if (rule !== undefined) address.pathname = rule;
  const method = methods.length === 1 ? HARMLESS : 'GET';
  const asked = { method, target: address.pathname };
  const isRefused = does !== 'open' && verdictOn({ ...state, share: 0 }, asked).verdict !== 'admit';
  const { status, headers } = await ask(address.href, {
    method,
    headers: { accept: 'text/plain', [CHECK]: 'now', ...(host !== null && { host }) },
  });
  const said = String(headers[STATE_HEADER.toLowerCase()] ?? '');
  const refused = /^(closed|read-only|partial|opening)\b/.test(said);
  if (!isRefused) return refused ? `it is refused (${status}, "${said}")` : null;
  // While opening some are let in, and this may be one of them.
  if (state.state === 'opening') return refused || status < 500 ? null : `it answers ${status}`;
  if (!refused) return `it answers ${status} and is not refused`;
  if (status !== 503) return `it is refused with ${status} instead of 503`;
  if (!said.startsWith(kindOf(serving))) return `it says "${said}"`;
  const { downtime } = state;
  return downtime === null || said.endsWith(`downtime=${encodeURIComponent(downtime)}`)
    ? null
    : `it says "${said}"`;
}
