import { describe, expect, it } from 'vitest';
import { mergeReadings } from '../../src/traffic/merge.ts';
import { combined, read, scratchFolder } from './support/logs.ts';

const scratch = scratchFolder();
const log = (name: string, ...lines: string[]) => scratch.write(name, `${lines.join('\n')}\n`);
const common = (time = '05/Jan/2026:02:00:00 +0000') => `192.0.2.1 - - [${time}] "GET / HTTP/1.1" 200 5`;
const haproxy = (captured = '') =>
  `192.0.2.9:5123 [05/Jan/2026:02:00:00.123] web~ app/a1 0/0/1/9/10 200 5 - - ---- 1/1/0/0/0 0/0 ${captured}"GET / HTTP/1.1"`;
const codes = async (path: string | string[], options: Parameters<typeof read>[1] = {}) =>
  (await read(path, options)).warnings.map(({ code }) => code);

describe('a log whose stamps carry no offset', () => {
  it('is read as UTC with a warning, unless its zone is named', async () => {
    const path = log('haproxy.log', haproxy('{Mozilla/5.0 (X11)} '));
    expect(await codes(path)).toEqual(['assumed-utc']);
    expect(await codes(path, { zone: 'Europe/Berlin' })).toEqual([]);
    expect(await codes(path, { zone: 'UTC' })).toEqual([]);
  });

  it('is told in any format, and not where a format is UTC or carries an offset', async () => {
    const json = (time: string) =>
      JSON.stringify({ time, method: 'GET', path: '/', status: 200, ip: '192.0.2.1', user_agent: 'Firefox' });
    expect(await codes(log('wall.json', json('2026-01-05 02:00:00')))).toEqual(['assumed-utc']);
    expect(await codes(log('zulu.json', json('2026-01-05T02:00:00Z')))).toEqual([]);
    const fields = '#Fields: date time c-ip cs-method cs-uri-stem cs(User-Agent) sc-status';
    expect(await codes(log('iis.log', fields, '2026-01-05 02:00:00 192.0.2.1 GET / Firefox 200'))).toEqual(
      [],
    );
    expect(await codes(log('plain.log', combined()))).toEqual([]);
  });
});

describe('a log without user agents', () => {
  it('says that bots are counted, unless they are meant to be', async () => {
    const path = log('common.log', common(), common());
    expect((await read(path)).warnings).toEqual([
      { code: 'no-agents', message: 'the log has no user agents: bots are counted as visitors' },
    ]);
    expect(await codes(path, { keep: new Set(['bots']) })).toEqual([]);
    expect(await codes(log('captured-none.log', haproxy()))).toEqual(['assumed-utc', 'no-agents']);
  });

  it('is told in a large file that threads share, and beside another log', async () => {
    const many = Array.from({ length: 450_000 }, () => common()).join('\n');
    expect(await codes(log('large.log', many))).toEqual(['no-agents']);
    const both = await read([log('one.log', common()), log('two.log', combined(), combined())]);
    expect(both.warnings).toMatchObject([
      { code: 'no-agents', message: expect.stringContaining('(1 of 3)') },
    ]);
  });

  it('is not told for a few requests among many', async () => {
    expect(await codes(log('mixed.log', ...Array(150).fill(combined()), combined({ agent: '' })))).toEqual(
      [],
    );
  });
});

it('says that --series has no meaning for a log', async () => {
  expect(await codes(log('series.log', combined()), { series: 'shop' })).toEqual(['option-ignored']);
});

it('says why a log and a table are not added up', async () => {
  const table = log('table.csv', 'timestamp,value', '2026-01-05T02:00:00Z,1', '2026-01-05T02:05:00Z,1');
  await expect(read([log('beside.log', combined()), table])).rejects.toMatchObject({
    code: 'bad-source',
    message: expect.stringMatching(/: one counts requests, writes, visitors, the other value$/),
  });
  const reading = await read(table);
  expect(mergeReadings([reading, reading]).buckets.map(({ value }) => value)).toEqual([2, 2]);
});
