import type { Match } from './document.ts';
import { isBelow, mayBeBelow, plainPath } from './paths.ts';
import type { GateState } from './state-at.ts';
import type { Instant } from './times.ts';

/** What a gate has to know of a request. */
export interface Asking {
  readonly method: string;
  /** The request's target: its path, with or without its query. */
  readonly target: string;
  /** Salted hash of the tenant that it is for; null where the service has none or it isn't known. */
  readonly tenant?: string | null | undefined;
  /** Whether it may pass whatever the gate says: a checker with a token, an address that was named. */
  readonly passes?: boolean | undefined;
  /** A figure from 0 to 1, the same for all requests of one visitor, for letting in a share. */
  readonly visitor?: number | undefined;
}

/** What kind of refusal it is, as it is counted and as a header says it. */
export type RefusalKind = 'closed' | 'read-only' | 'partial' | 'opening';

/** What becomes of a request. */
export type Verdict =
  | { readonly verdict: 'admit' }
  /** Very short work: it waits, and goes through afterwards. */
  | { readonly verdict: 'hold'; readonly retryAt: Instant | null }
  | { readonly verdict: 'refuse'; readonly kind: RefusalKind; readonly retryAt: Instant | null };

const admit: Verdict = { verdict: 'admit' };

/** Methods that change nothing (RFC 9110, 9.2.1). */
const safe = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE']);

/**
 * What becomes of a request in a state of the gate. Pure; the same for every middleware and every proxy.
 *
 * @example verdictOn(stateAt(document, now, heardAt), { method: 'GET', target: '/cart' }).verdict // 'refuse'
 */
export function verdictOn(gate: GateState, request: Asking): Verdict {
  const { state, mode, match, retryAt, share } = gate;
  if (state === 'open' || state === 'warn' || mode === 'at-risk' || request.passes) return admit;
  if (!isMeant(match, request)) return admit;
  if (mode === 'read-only' && safe.has(request.method.toUpperCase())) return admit;
  if (state === 'opening') {
    if ((request.visitor ?? 1) < share || share >= 1) return admit;
    return { verdict: 'refuse', kind: 'opening', retryAt };
  }
  if (mode === 'hold') return { verdict: 'hold', retryAt };
  const kind = mode === 'read-only' || mode === 'partial' ? mode : 'closed';
  return { verdict: 'refuse', kind, retryAt };
}

/** A tenant that isn't known is taken for one that is meant: a closed part stays closed. */
function isMeant({ paths, tenants, methods, except }: Match, { method, target, tenant }: Asking): boolean {
  if (methods.length > 0 && !methods.includes(method.toUpperCase())) return false;
  if (tenants.length > 0 && tenant != null && !tenants.includes(tenant)) return false;
  if (paths.length === 0 && except.length === 0) return true;
  const path = plainPath(target);
  // Only what is written plainly is an exception: whoever stands behind may read other spellings otherwise.
  if (path !== null && target.split(/[?#]/, 1)[0] === path && isBelow(path, except)) return false;
  return paths.length === 0 || mayBeBelow(target, paths);
}
