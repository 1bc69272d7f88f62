export type { Caller } from '../middleware/caller.ts';
export type { HoldCaps, MiddlewareOptions } from '../middleware/options.ts';
export { type Job, workWhenOpen } from '../middleware/worker.ts';
export { type FetchHandler, type FetchOptions, gated } from './gated.ts';
export { tenantHash } from './tenant-hash.ts';
