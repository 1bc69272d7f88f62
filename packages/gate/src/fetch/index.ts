export type { RequestGateOptions } from '../follow/by-request.ts';
export type { Shelf } from '../follow/shelf.ts';
export type { Caller } from '../middleware/caller.ts';
export type { HoldCaps, MiddlewareOptions } from '../middleware/options.ts';
export { type Job, workWhenOpen } from '../middleware/worker.ts';
export { type FetchHandler, type FetchOptions, gated } from './gated.ts';
export { gateSocket, type ServerSocket } from './sockets.ts';
export { tenantHash } from './tenant-hash.ts';
export { type GatedWorker, gatedWorker, type WorkerContext } from './worker.ts';
