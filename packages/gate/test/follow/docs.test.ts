import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { gateErrorCodes, readConfig, warningCodes } from '../../src/follow/index.ts';
import { signer } from '../support/gate-server.ts';

const text = readFileSync(resolve(import.meta.dirname, '../../../../docs/gate-follow.md'), 'utf8');

test('every warning, every error and every field of the configuration is explained', () => {
  const { id, key } = signer();
  const config = readConfig({ service: 'shop', server: 'https://lull.example', trust: { id, key } });
  for (const name of [...warningCodes, ...gateErrorCodes, ...Object.keys(config)]) {
    expect(text).toContain(`| \`${name}\` |`);
  }
});

test('what is explained exists', () => {
  const { id, key } = signer();
  const config = readConfig({ service: 'shop', server: 'https://lull.example', trust: { id, key } });
  const known = new Set<string>([...warningCodes, ...gateErrorCodes, ...Object.keys(config)]);
  const named = [...text.matchAll(/^\| `([\w-]+)` \|/gm)].map(([, name]) => name);
  expect(named.filter((name) => !known.has(name!))).toEqual([]);
});
