import type { ServerResponse } from 'node:http';
import type { Gate } from '../follow/contract.ts';
import type { NodeRequest } from './caller.ts';
import { entranceOf, type NodeOptions } from './entrance.ts';

/**
 * A gate in front of a service as middleware: for Connect, Express, and whatever calls `(request, response,
 * next)`. Use it before everything else. WebSockets need `gateUpgrades` besides.
 *
 * @throws RangeError for an address or a range that is none
 * @example app.use(gateMiddleware(gate, { proxies: ['10.0.0.0/8'] }));
 */
export function gateMiddleware(gate: Gate, options: NodeOptions = {}) {
  const entrance = entranceOf(gate, options);
  return (request: NodeRequest, response: ServerResponse, next: () => void): void => {
    if (entrance.letsIn(request, response)) next();
    else entrance.judge(request, response, () => next());
  };
}

/**
 * A gate around the listener of a plain `node:http` server.
 *
 * @throws RangeError for an address or a range that is none
 * @example createServer(gateListener(gate, (request, response) => response.end('Welcome')));
 */
export function gateListener<Request extends NodeRequest, Response extends ServerResponse>(
  gate: Gate,
  listener: (request: Request, response: Response) => unknown,
  options: NodeOptions = {},
) {
  const entrance = entranceOf(gate, options);
  return (request: Request, response: Response): void => {
    if (entrance.letsIn(request, response)) listener(request, response);
    else entrance.judge(request, response, () => listener(request, response));
  };
}
