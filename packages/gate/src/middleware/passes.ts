import type { Gate } from '../follow/contract.ts';
import type { Bypass } from '../protocol/index.ts';
import { clientAddress, namedBy } from './addresses.ts';
import type { Caller } from './caller.ts';
import type { MiddlewareOptions } from './options.ts';

/** Name of the cookie, and of the query's parameter in a secret link; the header is `Lull-Bypass`. */
export const BYPASS = 'lull-bypass';

/** A token that was read is believed for so long without reading it again. Milliseconds. */
const REMEMBERED = 30_000;

/** Who may pass a closed gate. */
export interface Passes {
  /** Whether this one may; a promise where a token has to be read. */
  of(caller: Caller): boolean | Promise<boolean>;
  /** What a secret link leads to: the same address without the token, and a cookie. Null for any other. */
  byLink(caller: Caller): Promise<Readonly<Record<string, string>> | null> | null;
}

/**
 * Passing by cookie, by header, or by address. Tokens are signed; the gate knows no secret.
 *
 * @throws RangeError for an address or a range that is none
 * @example const passes = passesOf(gate, { allow: ['10.0.0.0/8'] }); await passes.of(caller);
 */
export function passesOf(
  gate: Pick<Gate, 'now' | 'bypass'>,
  { allow = [], proxies = [] }: Pick<MiddlewareOptions, 'allow' | 'proxies'> = {},
): Passes {
  const [isAllowed, isProxy] = [namedBy(allow), namedBy(proxies)];
  const remembered = new Map<string, { readonly bypass: Promise<Bypass | null>; readonly until: number }>();

  /** Bad tokens are remembered too, so that sending one again and again costs little. */
  const read = (token: string): Promise<Bypass | null> => {
    const known = remembered.get(token);
    if (known && gate.now() < known.until) return known.bypass;
    const bypass = gate.bypass(token).catch(() => null);
    if (remembered.size >= 1_000) remembered.clear();
    remembered.set(token, { bypass, until: gate.now() + REMEMBERED });
    return bypass;
  };
  const isGood = async (token: string) => ((await read(token))?.expires ?? 0) > gate.now();

  return {
    of(caller) {
      if (allow.length > 0) {
        const client = clientAddress(caller.address, caller.header('x-forwarded-for'), isProxy);
        if (isAllowed(client)) return true;
      }
      const token = caller.header(BYPASS) ?? cookieOf(caller);
      return isToken(token) && isGood(token);
    },
    byLink(caller) {
      const token = new URLSearchParams(/\?(.*)/.exec(caller.target)?.[1] ?? '').get(BYPASS);
      if (!isToken(token) || !/^(GET|HEAD)$/.test(caller.method)) return null;
      return read(token).then((bypass) => {
        const seconds = bypass === null ? 0 : Math.floor((bypass.expires - gate.now()) / 1000);
        return seconds <= 0 ? null : entering(token, seconds, caller.target);
      });
    },
  };
}

function isToken(token: string | null): token is string {
  return token !== null && token.length < 2_000 && /^[\w.-]+$/.test(token);
}

function cookieOf(caller: Caller): string | null {
  const cookie = caller.header('cookie');
  return cookie === null ? null : (/(?:^|;\s*)lull-bypass=([^;\s]*)/.exec(cookie)?.[1] ?? null);
}

function entering(token: string, seconds: number, target: string): Readonly<Record<string, string>> {
  const [path, query = ''] = target.split('?', 2) as [string, string?];
  const rest = query.split('&').filter((part) => !part.startsWith(`${BYPASS}=`));
  // Two slashes in front would name another host.
  const clean = `/${path.replace(/^[/\\]+/, '')}`;
  return {
    Location: rest.length > 0 ? `${clean}?${rest.join('&')}` : clean,
    'Set-Cookie': `${BYPASS}=${token}; Max-Age=${seconds}; Path=/; HttpOnly; Secure; SameSite=Lax`,
    'Cache-Control': 'no-store',
    'Referrer-Policy': 'no-referrer',
  };
}
