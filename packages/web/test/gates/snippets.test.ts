import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { places, snippetOf } from '../../src/pages/gates/snippets.ts';

const guide = ['gate-middleware', 'gate-follow', 'gate-proxies', 'proxy', 'cli']
  .map((name) => readFileSync(new URL(`../../../../docs/${name}.md`, import.meta.url), 'utf8'))
  .join('\n');

it.each(places)('what is to be put at %s is what the guides say', (place) => {
  const text = snippetOf(place, 'shop');
  expect(text).toContain('/etc/lull/shop.json');
  const calls = [...text.matchAll(/(?:app\.use|app\.register|createServer)\([^\n]*?\)\)/g)].map(
    ([call]) => call,
  );
  const options = [...text.matchAll(/--[a-z]+/g)].map(([option]) => option);
  const modules = [...text.matchAll(/'(@lull\/gate\/\w+)'/g)].map(([, name]) => name!);
  for (const said of [...calls, ...options.filter((one) => one !== '--global'), ...modules]) {
    expect(guide).toContain(said);
  }
});
