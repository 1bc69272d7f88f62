import type { PublicDocument } from '../public/contract.ts';
import { atomOfAll, atomOfService } from './atom.ts';
import { downtimesOfAll, downtimesOfService } from './calendar/downtimes.ts';
import { windowsOfAll, windowsOfService } from './calendar/windows.ts';
import { jsonOfAll, jsonOfService } from './json.ts';

/** Everything that people and programs subscribe to. */
export const feedDocuments: readonly PublicDocument[] = [
  downtimesOfAll,
  downtimesOfService,
  windowsOfAll,
  windowsOfService,
  atomOfAll,
  atomOfService,
  jsonOfAll,
  jsonOfService,
];
