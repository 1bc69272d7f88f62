export type { Match, Period, PublicKey, Share, StateDocument } from './document.ts';
