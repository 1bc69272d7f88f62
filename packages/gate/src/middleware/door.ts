import type { Gate } from '../follow/contract.ts';
import { admittedState } from '../page/index.ts';
import { type Asking, type RefusalKind, type Verdict, verdictOn } from '../protocol/index.ts';
import { type Caller, visitorOf } from './caller.ts';
import type { MiddlewareOptions } from './options.ts';
import { BYPASS, passesOf } from './passes.ts';
import { type Queue, queueFor } from './queue.ts';

/** What becomes of a request at a gate. */
export type Judgement =
  /** `tells` is the value of `Lull-State` for its answer; null for none. */
  | { readonly act: 'admit'; readonly isCounted: boolean; readonly tells: string | null }
  | { readonly act: 'hold'; readonly asking: Asking }
  | { readonly act: 'refuse'; readonly kind: RefusalKind; readonly isCounted: boolean }
  | { readonly act: 'enter'; readonly headers: Readonly<Record<string, string>> };

/** Where requests meet a gate, whatever server they came by. */
export interface Door {
  /** Whether a request needs no judging: the gate is open and the address isn't special. */
  isOpenTo(target: string): boolean;
  /** What becomes of any other; a promise only where a token has to be read. */
  judge(caller: Caller): Judgement | Promise<Judgement>;
  /** What a verdict means for a request that brings nothing by which it may pass. */
  follow(verdict: Verdict, asking: Asking): Judgement;
  /** What the gate asks of a request, in its present state. */
  askingOf(caller: Caller): Asking;
  readonly queue: Queue;
}

const uncounted: Judgement = { act: 'admit', isCounted: false, tells: null };

/**
 * Opens a door in front of a service.
 *
 * @throws RangeError for an address or a range that is none
 */
export function doorOf(gate: Gate, options: MiddlewareOptions): Door {
  const live = new Set(options.live ?? ['/livez', '/healthz']);
  const ready = new Set(options.ready ?? ['/readyz']);
  const probes = new Set([...live, ...ready]);
  const passes = passesOf(gate, options);
  const queue = queueFor(gate, options.hold);

  const { tenant } = options;
  const askingOf = (caller: Caller, state = gate.state()): Asking => ({
    method: caller.method,
    target: caller.target,
    tenant: tenant?.(caller),
    visitor: state.state === 'opening' ? visitorOf(caller, state.downtime) : undefined,
  });

  const follow = (verdict: Verdict, asking: Asking): Judgement => {
    if (verdict.verdict === 'admit')
      return { act: 'admit', isCounted: true, tells: admittedState(gate.state()) };
    if (verdict.verdict === 'hold') return { act: 'hold', asking };
    return { act: 'refuse', kind: verdict.kind, isCounted: true };
  };

  const judged = (caller: Caller): Judgement => {
    const state = gate.state();
    const asking = askingOf(caller, state);
    return follow(verdictOn(state, asking), asking);
  };

  const enter = (caller: Caller): Judgement | Promise<Judgement> => {
    const judgement = judged(caller);
    if (judgement.act === 'admit') return judgement;
    const may = passes.of(caller);
    if (may === false) return judgement;
    if (may === true) return uncounted;
    return may.then((passed) => (passed ? uncounted : judged(caller)));
  };

  return {
    queue,
    follow,
    askingOf: (caller) => askingOf(caller),
    isOpenTo(target) {
      if (gate.state().state !== 'open') return false;
      if (queue.length > 0) queue.release();
      return !probes.has(target) && !target.includes(BYPASS);
    },
    judge(caller) {
      const { target } = caller;
      const query = target.indexOf('?');
      const path = query === -1 ? target : target.slice(0, query);
      if (live.has(path) || (ready.has(path) && options.readiness !== 'not-ready')) return uncounted;
      if (ready.has(path)) {
        const judgement = judged(caller);
        return judgement.act === 'admit' ? uncounted : { act: 'refuse', kind: 'closed', isCounted: false };
      }
      const link = target.includes(BYPASS) ? passes.byLink(caller) : null;
      if (link === null) return enter(caller);
      return link.then((headers) => (headers ? { act: 'enter', headers } : enter(caller)));
    },
  };
}
