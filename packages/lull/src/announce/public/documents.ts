import { bannerOfAll, bannerOfService, bannerScript } from '../banner/documents.ts';
import { feedDocuments } from '../feeds/documents.ts';
import { statusDocuments } from '../status/documents.ts';
import { statuspageDocuments } from '../statuspage/documents.ts';
import type { PublicDocument } from './contract.ts';

/** Everything public, one line each; where two paths fit an address, the one without a parameter is meant. */
export const publicDocuments: readonly PublicDocument[] = [
  ...statusDocuments,
  bannerScript,
  bannerOfAll,
  bannerOfService,
  ...feedDocuments,
  ...statuspageDocuments,
];
