import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PublicDocument } from '../public/contract.ts';
import { bannerData } from './data.ts';

const script = readFileSync(join(import.meta.dirname, 'banner.js'), 'utf8');

/** The script that sites put on their pages. */
export const bannerScript: PublicDocument = {
  path: '/banner.js',
  type: 'text/javascript; charset=utf-8',
  varies: [],
  isShared: true,
  render: () => script,
};

/** What it shows, of all services. */
export const bannerOfAll: PublicDocument = bannerJson('/banner/all.json');

/** The same of one service. */
export const bannerOfService: PublicDocument = bannerJson('/banner/{service}.json');

function bannerJson(path: string): PublicDocument {
  return {
    path,
    type: 'application/json',
    varies: [],
    isShared: true,
    render: (view, service) => JSON.stringify(bannerData(view, service)),
  };
}
