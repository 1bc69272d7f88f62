import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PublicDocument } from '../public/contract.ts';
import { serviceDocument, statusDocument, statusScript, statusStyle } from './addresses.ts';
import { statusPage } from './page.ts';
import { sceneOf } from './scene.ts';
import { styleOf } from './style.ts';

const script = readFileSync(join(import.meta.dirname, 'assets', 'status.js'), 'utf8');
const html = { type: 'text/html; charset=utf-8', isShared: false } as const;

/** The status page, of everything and of each service, and what it loads. */
export const statusDocuments: readonly PublicDocument[] = [
  {
    ...statusDocument,
    ...html,
    render: (view) => String(statusPage(sceneOf(view, statusDocument, null))),
  },
  {
    ...serviceDocument,
    ...html,
    render: (view, service) => String(statusPage(sceneOf(view, serviceDocument, service))),
  },
  {
    ...statusStyle,
    type: 'text/css; charset=utf-8',
    isShared: false,
    render: ({ published }) => styleOf(published),
  },
  {
    ...statusScript,
    type: 'text/javascript; charset=utf-8',
    isShared: false,
    render: () => script,
  },
];
