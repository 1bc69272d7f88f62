import type { PublicDocument } from '../public/contract.ts';

/** Where a document stands, and what of the reader it depends on. */
type Address = Pick<PublicDocument, 'path' | 'varies'>;

/** The page of everything. */
export const statusDocument: Address = { path: '/status', varies: ['language', 'zone'] };
/** The page of one service. */
export const serviceDocument: Address = { path: '/status/{service}', varies: ['language', 'zone'] };
/** What the pages load. */
export const statusStyle: Address = { path: '/assets/status.css', varies: [] };
export const statusScript: Address = { path: '/assets/status.js', varies: [] };
