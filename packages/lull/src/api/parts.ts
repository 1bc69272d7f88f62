import type { Access } from '../access/access.ts';
import type { Keeper } from '../keeper/contract.ts';
import type { Mount } from './mount.ts';
import type { ApiSettings } from './settings.ts';
import type { Streams } from './stream/streams.ts';
import type { Viewer } from './views/viewer.ts';

/** What every file of routes works with. */
export interface RouteParts {
  readonly keeper: Keeper;
  readonly access: Access;
  readonly settings: ApiSettings;
  readonly streams: Streams;
  readonly viewer: Viewer;
}

/** Adds the routes of one resource. */
export type Routes = (mount: Mount, parts: RouteParts) => void;
