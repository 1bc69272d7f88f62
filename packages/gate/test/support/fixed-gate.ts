import type { Counts, Gate, GateStatus } from '../../src/follow/contract.ts';
import { type GateDocument, type GateState, open, type RefusalKind } from '../../src/protocol/index.ts';

/** A gate that does what a test says. */
export interface FixedGate extends Gate {
  /** Flips it; resolves when every listener is through. */
  flip(state: Partial<GateState>): Promise<void>;
  setNow(now: number): void;
  setDocument(document: GateDocument | null): void;
  /** Requests that were admitted, what a proxy told of them, and those that were refused, by kind. */
  readonly seen: {
    admitted: string[];
    passed: (readonly [requests: number | null, writes: number | null])[];
    refused: RefusalKind[];
  };
  readonly listeners: number;
}

/** A gate without a server, open until it is flipped. Bypass tokens that are good: `good-…`. */
export function fixedGate(first: Partial<GateState> = {}, at = Date.UTC(2026, 11, 1, 2)): FixedGate {
  let state: GateState = { ...open, ...first };
  let now = at;
  let document: GateDocument | null = null;
  let inFlight = 0;
  const waiting = new Set<() => void>();
  const listeners = new Set<(state: GateState) => void | Promise<void>>();
  const seen: FixedGate['seen'] = { admitted: [], passed: [], refused: [] };
  const change = (by: number) => {
    inFlight += by;
    if (inFlight < 0) throw new Error('more ended than began');
    if (inFlight === 0) for (const wake of waiting) wake();
  };
  const counts: Counts = {
    begin() {
      change(1);
      let isOver = false;
      return () => {
        if (isOver) throw new Error('ended twice');
        isOver = true;
        change(-1);
      };
    },
    setInFlight: (requests) => change(requests - inFlight),
    inFlight: () => inFlight,
    idle: (signal) =>
      new Promise((resolve, reject) => {
        if (inFlight === 0) return resolve();
        waiting.add(resolve);
        signal?.addEventListener('abort', () => reject(signal.reason));
      }),
    admitted: (method) => void seen.admitted.push(method),
    passed: (requests, writes) => void seen.passed.push([requests, writes]),
    refused: (kind) => void seen.refused.push(kind),
  };
  return {
    service: 'shop',
    instance: 'test',
    now: () => now,
    state: () => state,
    document: () => document,
    onFlip(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    counts,
    bypass: async (token) =>
      token.startsWith('good-') ? { service: 'shop', id: 'checker', expires: now + 3_600_000 } : null,
    override: async () => {},
    status: () => ({ service: 'shop' }) as GateStatus,
    close: async () => {},
    async flip(next) {
      state = { ...open, ...next };
      await Promise.all([...listeners].map((listener) => listener(state)));
    },
    setNow: (next) => {
      now = next;
    },
    setDocument: (next) => {
      document = next;
    },
    seen,
    get listeners() {
      return listeners.size;
    },
  };
}

/** The parts of a document that a refusal is written from. */
export function documentOf(
  brand: Partial<GateDocument['brand']> = {},
  pages: GateDocument['pages'] = {},
): GateDocument {
  return {
    service: 'shop',
    epoch: 1,
    serial: 1,
    issuedAt: 0,
    schedule: [],
    brand: { name: 'Shop', colour: '#c2410c', logo: null, statusUrl: null, ...brand },
    pages,
    maxSilence: 60_000,
  } as unknown as GateDocument;
}
