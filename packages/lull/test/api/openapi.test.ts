import { readFileSync } from 'node:fs';
import { Validator } from '@seriousme/openapi-schema-validator';
import { describe, expect, it } from 'vitest';
import { endpoints } from '../../src/api/contract/index.ts';
import { operationsOf } from './fuzz/requests.ts';

const text = readFileSync(new URL('../../openapi.json', import.meta.url), 'utf8');
const verdictOn = (description: object) => new Validator().validate(description as Record<string, unknown>);

describe('openapi.json', () => {
  it('is OpenAPI to a validator that is not ours', async () => {
    expect(await verdictOn(JSON.parse(text))).toEqual({ valid: true });
  });

  it('would be found out if it were none', async () => {
    const wrong = JSON.parse(text);
    wrong.paths['/me'].get.responses = 'many';
    expect(await verdictOn(wrong)).toMatchObject({ valid: false });
  });

  it('names every endpoint once, so that whatever reads it misses none', () => {
    const described = operationsOf(JSON.parse(text)).map(({ id }) => id);
    expect(described.toSorted()).toEqual(endpoints.map(({ name }) => name).toSorted());
    expect(new Set(described).size).toBe(described.length);
  });
});
