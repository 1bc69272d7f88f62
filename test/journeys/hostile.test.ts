import { spawnSync } from 'node:child_process';
import { closeSync, openSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bin, hourlyCsv, workplace } from '../../packages/lull/test/cli/lull.ts';
import { combined, madeVisits } from './visits.ts';

const place = workplace();
const now = ['--now', '2026-03-02T00:00:00Z'];
afterAll(place.remove);
beforeAll(() => {
  place.write(
    'counts.csv',
    hourlyCsv('2026-01-05T00:00:00Z', 8 * 168, (at) => 10 + at.getUTCHours()),
  );
});

const red = '\x1b[31m';
const escapes = /[\x00-\x08\x0b-\x1f\x7f-\x9f]/;

/** Runs the command for people and for programs, and sees to it that an error is worth reading. */
async function refusal(args: string[]) {
  const { code, stdout, stderr } = await place.run([...args, '--json']);
  const { error } = JSON.parse(stdout);
  expect(code).not.toBe(0);
  expect(error.code).not.toBe('internal');
  expect(error.todo).not.toBe('');
  expect(stderr).toContain(error.todo);
  expect(stderr).not.toMatch(/\n\s+at /);
  expect(stderr).not.toMatch(escapes);
  return { code, error, stderr };
}

describe('a lull.yaml that is wrong', () => {
  const window = (fields: string) =>
    `windows: { nightly: { zone: UTC, start: 2026-01-05T02:00, duration: PT4H, ${fields} } }\n`;
  const laughs = (of: string) => Array.from({ length: 10 }, () => `*${of}`).join(', ');
  const bomb = ['b', 'c', 'd', 'e', 'f', 'g', 'h']
    .map((name, i) => `${name}: &${name} [${laughs('abcdefgh'[i]!)}]\n`)
    .join('');
  it.each([
    ['a tab', 'windows:\n\tnightly: {}\n', /:2:1: .*[Tt]ab/],
    ['a field twice', 'services:\n  shop: { zone: UTC }\n  shop: { zone: UTC }\n', /:3:3: /],
    ['aliases that multiply', `a: &a [x, x]\n${bomb}`, /alias/],
    ['brackets without end', '['.repeat(50_000), /nested too deeply/],
    ['five megabytes', `# ${'x'.repeat(5_000_000)}\n`, /MiB/],
    ['an unknown field', window('rsik: low'), /windows\.nightly\.rsik: .* did you mean risk\?/],
    ['a wrong value', window('risk: hihg'), /windows\.nightly\.risk: "hihg" .*did you mean "high"\?/],
    ['a wrong type', window('notice: 7'), /windows\.nightly\.notice: 7 is not text; write for example/],
    [
      'a name that nothing has',
      `services: { shop: { zone: UTC, windows: [nigthly] } }\n${window('')}`,
      /"nightly"/,
    ],
    [
      'a name that every object has',
      'services: { shop: { zone: UTC, windows: [constructor] } }',
      /"constructor"/,
    ],
    ['a rule that never occurs', window('rrule: "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"'), /never occurs/],
    ['a rule of centuries', window('rrule: "FREQ=DAILY;INTERVAL=1000000000"'), /INTERVAL/],
    ['a zone with a terminal escape', 'services: { shop: { zone: "UTC\\e[31m" } }', /is not a time zone/],
    ['a field with a terminal escape', 'services: { shop: { "zo\\e[31mne": UTC } }', /is not a field/],
  ])('%s: file, line, field and what would be right', async (_title, text, message) => {
    place.write('wrong.yaml', text);
    const { code, error } = await refusal(['windows', '--config', 'wrong.yaml', ...now]);
    expect({ code, error: error.code }).toEqual({ code: 2, error: 'bad-config' });
    expect(error.message).toMatch(message);
    expect(error.message).toMatch(/wrong\.yaml:\d+:\d+: |wrong\.yaml has \d+ mistakes/);
  });

  it('refuses a rule that occurs every second, and says how often that is', async () => {
    place.write('wrong.yaml', window('rrule: "FREQ=SECONDLY"'));
    const { error } = await refusal(['may', '--config', 'wrong.yaml', '--takes', '1h', ...now]);
    expect(error.code).toBe('bad-config');
    expect(error.message).toContain('up to 86,400 times a day');
  });

  it('shows nothing of its texts that a terminal would obey', async () => {
    const comment = `comment: "gone\\e[2J\\a|\\nnext"`;
    const freeze =
      'freezes: { sale: { zone: UTC, start: 2026-03-02T00:00, duration: PT9H, reason: "\\e[31m" } }\n';
    place.write('escapes.yaml', window(comment).replace('2026-01-05', '2026-03-02') + freeze);
    const period = ['--from', '2026-03-02T00:00:00Z', '--to', '2026-03-03T00:00:00Z'];
    const list = await place.run(['windows', '--config', 'escapes.yaml', ...period, ...now]);
    expect(list.stdout).toContain('gone');
    expect(list.stdout).not.toMatch(escapes);
    const table = await place.run(['windows', '--config', 'escapes.yaml', ...period, ...now, '--table']);
    expect(table.stdout).not.toMatch(escapes);
    expect(table.stdout.trimEnd().split('\n')).toHaveLength(4);
    const may = await place.run(['may', '--config', 'escapes.yaml', '--takes', '1h', ...now]);
    expect(may.code).toBe(3);
    expect(may.stdout).not.toMatch(escapes);
  });
});

describe('arguments that are wrong', () => {
  it.each([
    ['bad-duration', ['--takes', '99999999999h']],
    ['bad-duration', ['--takes', '-2h']],
    ['bad-interval', ['--takes', '15d']],
    ['unknown-zone', ['--takes', '1h', '--zone', `Mars${red}`]],
    ['bad-instant', ['--takes', '1h', '--not-before', '2026-03-02']],
    ['unknown-service', ['--takes', '1h', '--config', 'named.yaml', '--service', `x${red}`]],
    ['source-not-found', ['--takes', '1h', '--traffic', `nothing${red}`]],
    ['config-not-found', ['--takes', '1h', '--config', '.']],
    ['empty-traffic', ['--takes', '1h', '--now', '0001-01-01T00:00:00Z']],
  ])('%s for %j', async (expected, args) => {
    place.write('named.yaml', 'services: { shop: { zone: UTC } }\n');
    const { error } = await refusal(['plan', '--traffic', 'counts.csv', ...now, ...args]);
    expect(error.code).toBe(expected);
  });

  it('plans to the end of the calendar, and fails politely beyond it', async () => {
    const last = ['plan', '--traffic', 'counts.csv', '--takes', '2h', '--zone', 'UTC'];
    const { code } = await place.run([...last, '--now', '9999-12-01T00:00:00Z', '--json']);
    expect(code).toBe(0);
    await refusal([...last, '--now', '+275760-09-13T00:00:00Z']);
  });
});

describe('traffic that is no traffic', () => {
  const save = (name: string, bytes: Buffer | string) => writeFileSync(join(place.folder, name), bytes);

  it.each([
    ['nothing', Buffer.alloc(0), 'empty-traffic'],
    ['zeros', Buffer.alloc(100_000), 'unreadable-traffic'],
    [
      'a picture',
      Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x1b, 0x5b, 0x33, 0x31, 0x6d, 0xff]),
      'unreadable-traffic',
    ],
    ['one endless line', Buffer.alloc(20_000_000, 'x'), 'unreadable-traffic'],
    ['numbers that add up to more than there are', Buffer.from(overflowing()), 'unreadable-traffic'],
  ])('%s is an error that says what was tried', async (_title, bytes, expected) => {
    save('junk', bytes);
    const { code, error } = await refusal(['plan', '--traffic', 'junk', '--takes', '1h', ...now]);
    expect({ code, error: error.code }).toEqual({ code: 1, error: expected });
  });

  it('finds the log behind the hole that a rotation by copying leaves at its beginning', async () => {
    const visits = madeVisits(Date.UTC(2026, 0, 5), 2, 100);
    save(
      'hole.log',
      Buffer.concat([Buffer.alloc(300_000), Buffer.from(visits.map((v) => combined(v)).join('\n'))]),
    );
    const { code, stdout } = await place.run(['traffic', 'hole.log', ...now, '--json']);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      format: 'combined',
      lines: visits.length,
      skipped: { count: 1 },
    });
  });

  it('says that every moment looks the same when nobody ever came, or everybody always', async () => {
    for (const figure of [0, 7]) {
      place.write(
        'flat.csv',
        hourlyCsv('2026-01-05T00:00:00Z', 8 * 168, () => figure),
      );
      const { stdout } = await place.run([
        'plan',
        '--traffic',
        'flat.csv',
        '--takes',
        '2h',
        ...now,
        '--json',
      ]);
      const { candidates, confidence, warnings } = JSON.parse(stdout);
      expect(candidates[0]).toMatchObject({ start: '2026-03-02T00:00:00Z' });
      expect(candidates[0].harm.expected).toBeCloseTo(2 * figure, 6);
      expect(confidence).toBe('low');
      expect(warnings.map(({ code }: { code: string }) => code)).toContain('no-pattern');
    }
  });
});

function overflowing(): string {
  return hourlyCsv('2026-01-05T00:00:00Z', 8 * 168, () => 1).replaceAll(/,1$/gm, ',1e308');
}

describe('a Prometheus that is none', () => {
  const asked = async (listener: RequestListener) => {
    const server = createServer(listener);
    await new Promise<void>((up) => server.listen(0, '127.0.0.1', up));
    const { port } = server.address() as AddressInfo;
    try {
      return await refusal(['traffic', `http://bob:secret@127.0.0.1:${port}?query=up&step=1h`, ...now]);
    } finally {
      server.closeAllConnections();
      server.close();
    }
  };

  it.each<[string, string, RequestListener]>([
    ['a login page', 'bad-source', (_ask, answer) => answer.end(`<html>${red}</html>`)],
    ['an empty answer', 'bad-source', (_ask, answer) => answer.end()],
    ['a torn answer', 'source-unavailable', (_ask, answer) => tear(answer)],
    ['a server in trouble', 'source-unavailable', (_ask, answer) => answer.writeHead(500).end(`${red}boom`)],
    ['a refusal', 'source-refused', (_ask, answer) => answer.writeHead(403).end()],
    [
      'a way in circles',
      'source-refused',
      (ask, answer) => answer.writeHead(302, { location: ask.url! }).end(),
    ],
    ['a query in its own words', 'source-refused', (_ask, answer) => answer.writeHead(400).end(complaint())],
  ])('%s is %s, without the password', async (_title, expected, listener) => {
    const { error, stderr } = await asked(listener);
    expect(error.code).toBe(expected);
    expect(JSON.stringify(error) + stderr).not.toContain('secret');
  });
});

function tear(answer: Parameters<RequestListener>[1]): void {
  answer.writeHead(200, { 'content-length': '1000' });
  answer.write('{"status":', () => answer.destroy());
}

function complaint(): string {
  return JSON.stringify({ status: 'error', errorType: 'bad_data', error: `${red}parse error` });
}

describe.skipIf(process.platform !== 'linux')('a disk that is full (/dev/full of Linux)', () => {
  it('is told without a stack trace', () => {
    const full = openSync('/dev/full', 'w');
    const args = [bin, 'init', '--dry-run', '--json'];
    const { status, stderr } = spawnSync(process.execPath, args, {
      stdio: ['ignore', full, 'pipe'],
      encoding: 'utf8',
    });
    closeSync(full);
    expect(stderr).not.toMatch(/\n\s+at /);
    expect(stderr).toContain('error [');
    expect(status).toBe(1);
  });
});
