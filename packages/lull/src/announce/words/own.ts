import type { Words } from './contract.ts';
import de from './languages/de.json' with { type: 'json' };
import en from './languages/en.json' with { type: 'json' };

/** Every text but those of notices, by where it stands. */
export type OwnTexts = (typeof en)['texts'];

/** The languages that Lull speaks by itself; the first is for whoever reads none of them. */
export const ownWords: Readonly<Record<string, Words>> = { en, de };
