import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { noticeKinds } from '../../src/announce/contract.ts';
import { defaultTelling, noticeByRisk, tellingFor } from '../../src/catalog/announcing.ts';
import { parseCatalog } from '../../src/catalog/load.ts';
import { risks } from '../../src/catalog/risk.ts';

const docs = join(import.meta.dirname, '../../../../docs');
const guide = readFileSync(join(docs, 'announce.md'), 'utf8');
const examples = [...guide.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, text]) => text!);

it('docs/announce.md says what holds by default', () => {
  const catalog = parseCatalog(examples[0]!, 'lull.yaml');
  for (const risk of risks) {
    expect(catalog.announce.tell[risk]).toEqual(defaultTelling[risk].tell);
    expect(catalog.announce.leastNotice[risk]).toEqual(defaultTelling[risk].leastNotice);
  }
});

it('docs/announce.md has examples that are read as they say', () => {
  expect(examples).toHaveLength(3);
  const [, policy, notice] = examples.map((text) => parseCatalog(text, 'lull.yaml'));
  const shop = (risk: 'low' | 'high' | 'downtime') =>
    tellingFor(policy!, 'shop', risk).tell.map(({ name }) => name);
  expect(shop('low')).toEqual([]);
  expect(shop('high')).toEqual(['schedule', 'P3D', 'start', 'extension', 'return']);
  expect(shop('downtime').slice(0, 3)).toEqual(['schedule', 'P14D', 'P7D']);
  expect(noticeByRisk(notice!, null).downtime).toEqual({ days: 3, ms: 0 });
});

it('docs/announce.md tells of every kind of notice, and names guides that are there', () => {
  for (const kind of noticeKinds) expect(guide).toContain(`| \`${kind}\` |`);
  for (const [, name] of guide.matchAll(/docs\/([\w-]+\.md)/g)) {
    expect(readFileSync(join(docs, name!), 'utf8').length).toBeGreaterThan(0);
  }
});
