import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { filledSteps } from '../../../src/run/steps/filled.ts';
import { openFolder } from '../../../src/run/steps/folder.ts';
import { stepsJsonSchema, targetsJsonSchema } from '../../../src/run/steps/json-schema.ts';
import { lintSteps } from '../../../src/run/steps/lint/lint.ts';
import { loadSteps, stepNames } from '../../../src/run/steps/load.ts';

const root = join(import.meta.dirname, '../../../../..');
const examples = join(root, 'examples/steps');
const unknown = { takes: null, rollback: null, mode: null };

describe('the examples', async () => {
  const folder = await openFolder(examples, false);
  const names = await stepNames(folder);

  it.each(names)('%s has neither a mistake nor a warning', async (name) => {
    const { mistakes, warnings } = await lintSteps(folder, name, unknown);
    expect([mistakes, warnings]).toEqual([[], []]);
  });

  it.each([...names, 'targets'])('%s names a schema that is there', (name) => {
    const [first = ''] = readFileSync(join(examples, `${name}.yaml`), 'utf8').split('\n');
    const [, schema = ''] = /^# yaml-language-server: \$schema=(.+)$/.exec(first) ?? [];
    expect(JSON.parse(readFileSync(join(examples, schema), 'utf8')).title).toBe(
      name === 'targets' ? 'Targets' : 'Steps',
    );
  });

  it('fit the downtimes that they are meant for', async () => {
    const widen = { takes: 2 * 3_600_000, rollback: 1_800_000, mode: 'full' } as const;
    expect((await lintSteps(folder, 'widen-order-ids', widen)).warnings).toEqual([]);
    const filled = filledSteps(await loadSteps(folder, 'widen-order-ids'), { release: '2026.12' });
    expect(filled.steps[2]!.action).toMatchObject({ argv: ['./install-workers.sh', '2026.12'] });
    expect(filled.verify[0]!.action).toMatchObject({ body: '{"release":"2026.12"}' });
  });
});

describe('the schemas for editors', () => {
  it.each([
    ['steps', stepsJsonSchema()],
    ['targets', targetsJsonSchema()],
  ])('%s is committed, and explains its fields', (name, schema) => {
    const path = join(root, `packages/lull/schema/${name}.schema.json`);
    expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual(schema);
    expect(JSON.stringify(schema).match(/"description"/g)!.length).toBeGreaterThan(name === 'steps' ? 30 : 6);
  });
});
