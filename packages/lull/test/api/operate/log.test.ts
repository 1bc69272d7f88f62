import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createLog } from '../../../src/api/operate/log.ts';

function recorded(secrets: readonly string[] = []) {
  const lines: string[] = [];
  const log = createLog({ level: 'debug', secrets, to: { write: (line) => lines.push(line) } });
  return { log, lines };
}

describe('the log', () => {
  it('is one JSON object a line, with its level by name and its time in UTC', () => {
    const { log, lines } = recorded();
    log.child({ request: 'r1' }).info({ status: 200 }, 'answered\nwell');
    expect(JSON.parse(lines[0]!)).toEqual({
      level: 'info',
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      request: 'r1',
      status: 200,
      msg: 'answered\nwell',
    });
    expect(lines[0]!.trimEnd()).not.toContain('\n');
  });

  it.each<[string, (log: ReturnType<typeof recorded>['log']) => void]>([
    [
      'a password in an address',
      (log) => log.error(new Error('no answer from postgres://lull:hunter2xyz@db:5432/lull')),
    ],
    [
      'a header',
      (log) => log.info({ headers: { Authorization: 'Bearer hunter2xyz', cookie: 'a=hunter2xyz' } }, 'x'),
    ],
    ['a header inside text', (log) => log.info('sent Authorization: Bearer hunter2xyz')],
    [
      'a field named for it, however deep',
      (log) => log.info({ a: { b: [{ newPassword: 'q"hunter2xyz' }] } }),
    ],
    ['a key of ours', (log) => log.info({ text: 'was lull_hunter2xyzhunter2xyz' })],
    ['a link with a token', (log) => log.info('GET /invited?token=hunter2xyz&a=1')],
    ['a one-time link', (log) => log.info('http://localhost/claim#hunter2xyz')],
    ['a link to leave', (log) => log.info({ path: '/unsubscribe/1f3a.hunter2xyz' })],
    ['a link to manage', (log) => log.info('GET /subscription/hunter2xyz/erase')],
    ['a link to confirm', (log) => log.info('/subscribe/confirm/a-b.hunter2xyz?language=de')],
    [
      'the cause of an error',
      (log) => log.error({ err: new Error('a', { cause: new Error('redis://:hunter2xyz@h') }) }, 'b'),
    ],
  ])('never tells %s', (_, write) => {
    const { log, lines } = recorded();
    write(log);
    expect(lines).toHaveLength(1);
    expect(lines[0]).not.toContain('hunter2xyz');
    expect(lines[0]).toContain('[hidden]');
    expect(() => JSON.parse(lines[0]!)).not.toThrow();
  });

  it('never tells the secrets of the settings, in whatever field, message or error', () => {
    fc.assert(
      fc.property(
        fc
          .string({ minLength: 12, maxLength: 40, unit: 'grapheme-ascii' })
          .filter((text) => text.trim() === text),
        fc.constantFrom('field', 'message', 'error', 'path'),
        (secret, where) => {
          const { log, lines } = recorded([secret]);
          if (where === 'field') log.info({ some: { thing: secret } });
          else if (where === 'message') log.info(`before ${secret} after`);
          else if (where === 'error') log.error(new Error(`cannot use ${secret}`));
          else log.info({ path: `/x?y=${encodeURIComponent(secret)}` });
          const told = JSON.stringify(JSON.parse(lines[0]!));
          expect(told.includes(JSON.stringify(secret).slice(1, -1))).toBe(false);
          expect(told.includes(encodeURIComponent(secret))).toBe(false);
        },
      ),
    );
  });

  it('tells what is no secret', () => {
    const { log, lines } = recorded(['short']);
    log.info({ path: '/api/v1/downtimes?after=abc', key: 'k_1', why: 'the key broke' }, 'short of breath');
    expect(JSON.parse(lines[0]!)).toMatchObject({
      path: '/api/v1/downtimes?after=abc',
      key: 'k_1',
      why: 'the key broke',
      msg: 'short of breath',
    });
  });
});
