import type { EventEmitter } from 'node:events';
import type { ServerResponse } from 'node:http';
import type { Gate } from '../follow/contract.ts';
import { doorOf, type Judgement } from '../middleware/door.ts';
import type { MiddlewareOptions } from '../middleware/options.ts';
import { refuserFor } from '../middleware/refuser.ts';
import { NodeCaller, type NodeRequest, targetOf } from './caller.ts';
import { type Sendable, send, sendable } from './send.ts';

/**
 * Answers requests with `Expect: 100-continue` before their body is asked for: one that the gate refuses is
 * refused without it, so that nobody sends a gigabyte to be told to come back later. By itself Node asks for
 * the body before any middleware hears of the request. What is let in, or is to wait, goes on to the server
 * as any other request, and is judged and counted there. It is about the whole server.
 *
 * @param server of `node:http`, `node:https` or `node:http2`
 * @param options the same as the gate's in front of the requests
 * @throws RangeError for an address or a range that is none
 * @example gateContinue(server, gate);
 */
export function gateContinue(server: EventEmitter, gate: Gate, options: MiddlewareOptions = {}): void {
  const door = doorOf(gate, options);
  const refused = refuserFor<Sendable>(gate, options, sendable, Math.random);

  server.on('checkContinue', (request: NodeRequest, response: ServerResponse) => {
    const goOn = (): void => {
      response.writeContinue();
      server.emit('request', request, response);
    };
    if (door.isOpenTo(targetOf(request))) {
      goOn();
      return;
    }
    const caller = new NodeCaller(request);
    const act = (judgement: Judgement): void => {
      if (response.destroyed) return;
      if (judgement.act !== 'refuse') {
        goOn();
        return;
      }
      if (judgement.isCounted) gate.counts.refused(judgement.kind);
      send(response, refused(caller, judgement.kind));
    };
    const judgement = door.judge(caller);
    if (judgement instanceof Promise) judgement.then(act);
    else act(judgement);
  });
}
