import { describe, expect, it } from 'vitest';
import { announceSettings } from '../../src/announce/settings.ts';

const url = 'https://lull.example.com';

describe('where the static files are found', () => {
  it.each([
    [undefined, null],
    [' ', null],
    ['https://status.example.com', 'https://status.example.com'],
    ['https://status.example.com/', 'https://status.example.com'],
    ['http://example.com/deep/status/', 'http://example.com/deep/status'],
  ])('%j is %j', (given, found) => {
    expect(announceSettings({ LULL_STATUS_URL: given }, url).statusUrl).toBe(found);
  });

  it.each([
    'status.example.com',
    'ftp://status.example.com',
    'https://status.example.com/?a=b',
    'https://status.example.com/#a',
    'https://olga:secret@status.example.com',
  ])('is not "%s"', (given) => {
    expect(() => announceSettings({ LULL_STATUS_URL: given }, url)).toThrow(
      expect.objectContaining({ code: 'bad-setting', details: { setting: 'LULL_STATUS_URL' } }),
    );
  });
});
