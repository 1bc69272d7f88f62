import type { Access } from '../access/access.ts';
import type { Announce } from '../announce/contract.ts';
import type { Gates } from '../gates/contract.ts';
import type { Keeper } from '../keeper/contract.ts';
import type { Runs } from '../run/contract.ts';
import type { Silences } from '../run/silencers/contract.ts';
import type { Feeds } from './gates/feeds.ts';
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
  readonly gates: Gates;
  readonly announce: Announce;
  readonly silences: Silences;
  readonly runs: Runs;
  /** The streams of gates. */
  readonly feeds: Feeds;
}

/** Adds the routes of one resource. */
export type Routes = (mount: Mount, parts: RouteParts) => void;
