export type { Caller } from '../middleware/caller.ts';
export type { HoldCaps, MiddlewareOptions } from '../middleware/options.ts';
export { type Job, workWhenOpen } from '../middleware/worker.ts';
export { gateContinue } from './continue.ts';
export type { NodeOptions } from './entrance.ts';
export { gateListener, gateMiddleware } from './middleware.ts';
export { readWordsFiles, readWordsFrom } from './read-words.ts';
export { tenantHash } from './tenant-hash.ts';
export { gateUpgrade, gateUpgrades, type UpgradeOptions } from './upgrade.ts';
