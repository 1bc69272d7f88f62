import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { impactOf } from '../../../src/announce/feeds/calendar/maintnote.ts';
import { feedDocuments } from '../../../src/announce/feeds/documents.ts';
import { phaseIn } from '../../../src/announce/feeds/facts.ts';
import { statuspageDocuments } from '../../../src/announce/statuspage/documents.ts';

const docs = readFileSync(join(import.meta.dirname, '../../../../../docs/feeds.md'), 'utf8');

it('docs/feeds.md names every path', () => {
  const paths = [...feedDocuments, ...statuspageDocuments].map(({ path }) => path);
  expect(paths.filter((path) => !docs.includes(path))).toEqual([]);
});

it('docs/feeds.md names every word of Maintnote that is said', () => {
  const words = [...Object.entries(impactOf).flat(), ...Object.values(phaseIn)];
  expect(words.filter((word) => !docs.includes(`\`${word}\``))).toEqual([]);
});
