export type { Match, Period, Share, StateDocument } from './document.ts';
