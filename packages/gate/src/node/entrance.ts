import type { ServerResponse } from 'node:http';
import type { Gate } from '../follow/contract.ts';
import { sizeOf } from '../middleware/caller.ts';
import { doorOf, type Judgement } from '../middleware/door.ts';
import type { MiddlewareOptions } from '../middleware/options.ts';
import { refuserFor } from '../middleware/refuser.ts';
import { STATE_HEADER } from '../page/index.ts';
import { NodeCaller, type NodeRequest, targetOf } from './caller.ts';
import { Inside } from './inside.ts';
import { type Sendable, send, sendable } from './send.ts';
import { endStreamsOf } from './streams.ts';

export interface NodeOptions extends MiddlewareOptions {
  /**
   * Whether requests that are still running when the gate goes from draining to closed are cut off. Without
   * it they may end by themselves.
   */
  readonly cut?: boolean;
}

/** Where requests of a Node server meet a gate. */
export interface Entrance {
  /** Lets a request in at once where the gate is open; nothing is allocated for it but its count. */
  letsIn(request: NodeRequest, response: ServerResponse): boolean;
  /**
   * Deals with any other.
   *
   * @param go called when it may go on, perhaps later
   * @param refusing called just before it is answered here
   */
  judge(request: NodeRequest, response: ServerResponse, go: () => void, refusing?: () => void): void;
}

/** One request at the entrance. */
interface Visit {
  readonly caller: NodeCaller;
  readonly request: NodeRequest;
  readonly response: ServerResponse;
  readonly go: () => void;
  readonly refusing: (() => void) | undefined;
}

/**
 * The entrance that all Node middleware shares: judges, counts, holds, refuses, and ends what would stay open
 * for ever when the gate closes.
 *
 * @throws RangeError for an address or a range that is none
 */
export function entranceOf(gate: Gate, options: NodeOptions): Entrance {
  const door = doorOf(gate, options);
  const refused = refuserFor<Sendable>(gate, options, sendable, Math.random);
  const inside = new Inside();
  endStreamsOf(gate, inside, door.askingOf, options);

  function leave(this: ServerResponse): void {
    inside.remove(this);
  }
  const count = (request: NodeRequest, response: ServerResponse) => {
    gate.counts.admitted(request.method ?? 'GET');
    inside.add(response, gate.counts.begin());
    response.on('close', leave);
  };

  /** Lets in, redirects or refuses: what need not wait. */
  const settle = (visit: Visit, judgement: Exclude<Judgement, { act: 'hold' }>): void => {
    const { caller, request, response } = visit;
    if (judgement.act === 'admit') {
      if (judgement.tells !== null) response.setHeader(STATE_HEADER, judgement.tells);
      if (judgement.isCounted) count(request, response);
      visit.go();
      return;
    }
    visit.refusing?.();
    if (judgement.act === 'enter') {
      response.writeHead(303, { ...judgement.headers, 'Content-Length': '0' }).end();
      return;
    }
    if (judgement.isCounted) gate.counts.refused(judgement.kind);
    send(response, refused(caller, judgement.kind));
  };

  /** A client that goes away while it waits is neither let in nor answered. */
  const wait = (visit: Visit, judgement: Judgement | Promise<Judgement>): void => {
    const { caller, response } = visit;
    let leave: (() => void) | null = null;
    let isGone = false;
    const gone = () => {
      isGone = true;
      leave?.();
    };
    response.once('close', gone);
    const act = (judged: Judgement): void => {
      if (isGone) return;
      if (judged.act !== 'hold') {
        response.removeListener('close', gone);
        settle(visit, judged);
        return;
      }
      const { asking } = judged;
      leave = door.queue.add(asking, sizeOf(caller), (verdict) => act(door.follow(verdict, asking)));
      if (leave === null) act({ act: 'refuse', kind: 'closed', isCounted: true });
    };
    if (judgement instanceof Promise) judgement.then(act);
    else act(judgement);
  };

  return {
    letsIn(request, response) {
      if (!door.isOpenTo(targetOf(request))) return false;
      count(request, response);
      return true;
    },
    judge(request, response, go, refusing) {
      const caller = new NodeCaller(request);
      const visit = { caller, request, response, go, refusing };
      const judgement = door.judge(caller);
      if (judgement instanceof Promise || judgement.act === 'hold') wait(visit, judgement);
      else settle(visit, judgement);
    },
  };
}
