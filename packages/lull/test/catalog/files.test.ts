import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { loadCatalog, parseCatalog } from '../../src/catalog/load.ts';
import { configJsonSchema } from '../../src/catalog/schema.ts';
import { configTemplate } from '../../src/catalog/template.ts';

const root = new URL('../../../../', import.meta.url);

describe('files that people start from', () => {
  test('what lull init writes loads without a mistake', () => {
    const { windows, freezes, services, team } = parseCatalog(configTemplate, 'lull.yaml');
    expect([...services.keys()]).toEqual(['shop']);
    expect([...windows.keys()]).toEqual(['nightly', 'sunday']);
    expect([...freezes.keys()]).toEqual(['year-end']);
    expect(team?.zone).toBe('Europe/London');
  });

  test('its commented lines load too', () => {
    const uncommented = configTemplate.replace(/^( +)# (?=\S+:| {2}- )/gm, '$1').replace('[database]', '[]');
    const { services } = parseCatalog(uncommented, 'lull.yaml');
    expect(services.get('shop')?.holidays).toBe('DE-BY');
    expect(services.get('shop')?.downtimes).toHaveLength(1);
  });

  test('examples/lull.yaml loads', async () => {
    const { services } = await loadCatalog(new URL('examples/lull.yaml', root).pathname);
    expect(services.size).toBe(3);
  });

  test('a file that is not there or is a folder is an error that says what to do', async () => {
    for (const path of ['/nowhere/lull.yaml', root.pathname]) {
      await expect(loadCatalog(path)).rejects.toMatchObject({
        code: 'config-not-found',
        todo: expect.stringContaining('lull init'),
      });
    }
  });
});

test('the schema for editors describes what is written, not what becomes of it', async () => {
  const schema = configJsonSchema();
  const text = JSON.stringify(schema);
  expect(text).toContain('"default":"P0D"');
  expect(text).toContain('"enum":["low","high","downtime"]');
  const committed = await readFile(new URL('packages/lull/schema/lull.schema.json', root), 'utf8');
  expect(JSON.parse(committed)).toEqual(schema);
});
