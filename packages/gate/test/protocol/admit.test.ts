import { describe, expect, test } from 'vitest';
import {
  type Asking,
  type GateState,
  gateModes,
  gateStates,
  open,
  type RefusalKind,
  verdictOn,
} from '../../src/protocol/index.ts';

const retryAt = Date.UTC(2026, 11, 1, 13);
const none = { paths: [], tenants: [], methods: [], except: [] };

const gate = (more: Partial<GateState>): GateState => ({ ...open, downtime: '7', retryAt, ...more });

/** What becomes of it, in one word. */
function outcome(state: GateState, asking: Partial<Asking> = {}): string {
  const verdict = verdictOn(state, { method: 'GET', target: '/cart', ...asking });
  if (verdict.verdict !== 'admit') expect(verdict.retryAt).toBe(retryAt);
  return verdict.verdict === 'refuse' ? verdict.kind : verdict.verdict;
}

const GET = { method: 'GET' };
const POST = { method: 'POST' };

describe('every state in every mode', () => {
  /** What becomes of a GET and of a POST, by mode, once the gate is shut. */
  const shut: Record<(typeof gateModes)[number], [get: string, post: string]> = {
    full: ['closed', 'closed'],
    'read-only': ['admit', 'read-only'],
    partial: ['partial', 'partial'],
    hold: ['hold', 'hold'],
    'at-risk': ['admit', 'admit'],
  };

  for (const mode of gateModes) {
    test.each(gateStates)(`${mode}, %s`, (state) => {
      const isShut = state === 'drain' || state === 'closed' || state === 'verify';
      const [get, post] = isShut ? shut[mode] : ['admit', 'admit'];
      expect([outcome(gate({ state, mode }), GET), outcome(gate({ state, mode }), POST)]).toEqual([
        get,
        post,
      ]);
      expect(outcome(gate({ state, mode }), { ...POST, passes: true })).toBe('admit');
    });
  }
});

describe('read-only', () => {
  const readOnly = gate({ state: 'closed', mode: 'read-only' });

  test('lets through what changes nothing, and nothing that it does not know', () => {
    for (const method of ['GET', 'HEAD', 'OPTIONS', 'TRACE', 'get']) {
      expect(outcome(readOnly, { method })).toBe('admit');
    }
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE', 'CONNECT', 'PROPFIND', 'QUERY', '']) {
      expect(outcome(readOnly, { method })).toBe('read-only');
    }
  });

  test('has exceptions by path, for those who write them plainly', () => {
    const except = gate({ state: 'closed', mode: 'read-only', match: { ...none, except: ['/login'] } });
    for (const target of ['/login', '/login/otp?x=1']) {
      expect(outcome(except, { method: 'POST', target })).toBe('admit');
    }
    const odd = [
      '/login/../cart',
      '/login/%2e%2e/cart',
      '//login',
      '/LOGIN',
      '/login;/x',
      '/%6cogin',
      '/login#',
    ];
    for (const target of [...odd, '/login%2f..%2fcart', '/loginx', '/', 'http://h/login']) {
      expect(outcome(except, { method: 'POST', target }), target).toBe('read-only');
    }
  });
});

describe('part of a service', () => {
  const closed = (match: Partial<GateState['match']>) =>
    gate({ state: 'closed', mode: 'partial', match: { ...none, ...match } });

  test('by path', () => {
    expect(outcome(closed({ paths: ['/cart'] }), { target: '/cart/1' })).toBe('partial');
    expect(outcome(closed({ paths: ['/cart'] }), { target: '/news' })).toBe('admit');
    expect(outcome(closed({ paths: ['/cart'] }), { target: '/CART' })).toBe('partial');
    expect(outcome(closed({ paths: ['/cart'] }), { target: 'http://shop.example/cart' })).toBe('partial');
    expect(outcome(closed({ paths: ['/cart'] }), { target: '/news/../x' })).toBe('partial');
  });

  test('by path, but for an exception below it', () => {
    const some = closed({ paths: ['/cart'], except: ['/cart/help'] });
    expect(outcome(some, { target: '/cart/help/1' })).toBe('admit');
    expect(outcome(some, { target: '/cart/helper' })).toBe('partial');
    expect(outcome(some, { target: '/cart/help/..%2f1' })).toBe('partial');
  });

  test('by tenant; one that is not known is taken for one that is meant', () => {
    expect(outcome(closed({ tenants: ['a'] }), { tenant: 'a' })).toBe('partial');
    expect(outcome(closed({ tenants: ['a'] }), { tenant: 'b' })).toBe('admit');
    expect(outcome(closed({ tenants: ['a'] }), { tenant: null })).toBe('partial');
    expect(outcome(closed({ tenants: ['a'] }), {})).toBe('partial');
    expect(outcome(closed({}), { tenant: 'b' })).toBe('partial');
  });

  test('by method, however it is written', () => {
    expect(outcome(closed({ methods: ['POST'] }), POST)).toBe('partial');
    expect(outcome(closed({ methods: ['POST'] }), { method: 'post' })).toBe('partial');
    expect(outcome(closed({ methods: ['POST'] }), GET)).toBe('admit');
  });

  test('by all of these at once: who differs in one is not meant', () => {
    const some = closed({ paths: ['/cart'], tenants: ['a'], methods: ['POST'] });
    const meant = { method: 'POST', target: '/cart', tenant: 'a' };
    expect(outcome(some, meant)).toBe('partial');
    expect(outcome(some, { ...meant, method: 'GET' })).toBe('admit');
    expect(outcome(some, { ...meant, tenant: 'b' })).toBe('admit');
    expect(outcome(some, { ...meant, target: '/' })).toBe('admit');
  });
});

describe('opening', () => {
  const opening = (share: number) => gate({ state: 'opening', share });

  test('lets in its share of visitors, the same ones while it rises', () => {
    const visitors = Array.from({ length: 1_000 }, (_, i) => i / 1_000);
    const admittedOf = (share: number) =>
      visitors.filter((visitor) => outcome(opening(share), { visitor }) === 'admit');
    expect(admittedOf(0)).toHaveLength(0);
    expect(admittedOf(0.25)).toHaveLength(250);
    expect(admittedOf(1)).toHaveLength(1_000);
    const later = new Set(admittedOf(0.5));
    expect(admittedOf(0.25).every((visitor) => later.has(visitor))).toBe(true);
  });

  test('lets in a visitor who is not known only when all are', () => {
    expect(outcome(opening(0.99))).toBe('opening');
    expect(outcome(opening(1))).toBe('admit');
    expect(outcome(opening(1), { visitor: 1 })).toBe('admit');
  });

  test('refuses as what it is, also after hold, partly and for unsafe methods', () => {
    const kinds: [Partial<GateState>, Partial<Asking>, RefusalKind | 'admit'][] = [
      [{ mode: 'hold' }, {}, 'opening'],
      [{ mode: 'read-only' }, POST, 'opening'],
      [{ mode: 'read-only' }, GET, 'admit'],
      [{ mode: 'partial', match: { ...none, paths: ['/a'] } }, {}, 'admit'],
    ];
    for (const [more, asking, kind] of kinds) {
      expect(outcome(gate({ state: 'opening', share: 0, ...more }), asking)).toBe(kind);
    }
  });
});
