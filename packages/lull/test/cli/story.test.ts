import { expect, it } from 'vitest';
import { describeEngines } from '../store/engines.ts';
import { atServer } from './support/at-server.ts';

const hour = 3_600_000;
/** An instant some hours ahead, without fractions of a second. */
const ahead = (hours: number): string => {
  const at = new Date(Date.now() + hours * hour);
  return `${at.toISOString().slice(0, 19)}Z`;
};

/** Whether only one of the ids begins so. */
const isOf = (beginning: string, ids: readonly string[]): boolean =>
  ids.filter((id) => id.startsWith(beginning)).length === 1;

describeEngines('lull downtime', (open) => {
  const started = atServer(open);

  it('schedules, shows, moves, and what was promised first stays beside what is promised now', async () => {
    const { json, run } = await started();
    const start = ahead(48);
    const made = await json([
      ...['downtime', 'schedule', 'shop', '--at', start, '--takes', '1h', '--rollback', '20m'],
      ...['--title', 'Move the database', '--verify', '--warn-before', '30m'],
    ]);
    expect(made.code).toBe(0);
    const { id } = made.json.downtime;
    expect(made.json.downtime).toMatchObject({
      state: 'scheduled',
      plan: { start, takes: 'PT1H', rollback: 'PT20M', verify: true, warnBefore: 'PT30M' },
      promise: [{ number: 1, start }],
    });
    expect(made.json.follows.map(({ kind }: { kind: string }) => kind)).toContain('moment');

    const later = ahead(50);
    const moved = await json(['downtime', 'reschedule', id, '--at', later, '--reason', 'the disks are late']);
    expect(moved.json.downtime.promise).toMatchObject([
      { start },
      { start: later, why: 'the disks are late' },
    ]);

    const shown = await run(['downtime', 'show', id, '--history']);
    expect(shown.code).toBe(0);
    expect(shown.stdout).toContain('Move the database  scheduled');
    expect(shown.stdout).toMatch(/promised first +\w{3} \d{4}-\d\d-\d\d/);
    expect(shown.stdout).toContain('promised (2)');
    expect(shown.stdout).toContain(`lull downtime cancel ${id}`);
    expect(shown.stdout).toMatch(/revised for .* by ada \(key test\): the disks are late/);
    expect(shown.stdout).toContain('owner ada,');
    expect((await run(['downtime', 'list'])).stdout).toMatch(/ shop +ada +Move the database\n/);
    expect(shown.stdout).toContain('Europe/Berlin');

    const listed = await json(['downtime', 'list', '--service', 'shop']);
    expect(listed.json.items).toMatchObject([{ id, state: 'scheduled', title: 'Move the database' }]);
    const called = await json(['downtime', 'cancel', id, '--reason', 'not needed']);
    expect(called.json.downtime.state).toBe('cancelled');
    expect((await json(['downtime', 'list'])).json.items).toEqual([]);
    expect((await json(['downtime', 'list', '--all'])).json.items).toHaveLength(1);
  });

  it('takes a service down at once, extends it, and brings it back', async () => {
    const { json, run } = await started();
    const down = await json(['down', 'shop', '--reason', 'the disk is failing', '--takes', '30m']);
    expect(down.code).toBe(0);
    const { id, state, emergency, expectedEnd } = down.json.downtime;
    expect({ state, emergency }).toEqual({ state: 'down', emergency: true });
    const longer = await json(['downtime', 'extend', id, '--by', '15m', '--reason', 'slow']);
    expect(Date.parse(longer.json.downtime.expectedEnd) - Date.parse(expectedEnd)).toBe(hour / 4);
    const may = await run(['may', '--service', 'shop', '--takes', '10m']);
    expect(may.code).toBe(3);
    const up = await json(['up', 'shop']);
    expect(up.json.downtime).toMatchObject({ id, state: 'completed' });
    expect((await run(['may', '--service', 'shop', '--takes', '10m'])).code).toBe(0);
    const again = await json(['downtime', 'finish', id]);
    expect(again).toMatchObject({ code: 1, json: { error: { code: 'wrong-state' } } });
  });

  it('says what is waited for, and shows no moment to turn back once it turns back', async () => {
    const { json, run } = await started();
    const down = ['down', 'shop', '--reason', 'disk', '--takes', '1h', '--rollback', '20m'];
    const { id } = (await json(down)).json.downtime;
    expect((await run(['downtime', 'show', id])).stdout).toContain('Latest safe moment to turn back');
    const failed = await run(['downtime', 'fail', id, '--reason', 'it broke']);
    expect(failed.stdout).toContain(`stays as it is until somebody decides: lull downtime show ${id}`);
    const back = await run(['downtime', 'rollback', id]);
    expect(back.stdout).toContain(`once all is undone: lull downtime finish ${id}`);
    expect(back.stdout).not.toContain('moment to turn back');
    expect((await run(['downtime', 'show', id])).stdout).not.toContain('moment to turn back');
    expect((await run(['up', 'shop'])).stdout).toMatch(/ (aborted)\n/);
    expect((await run(['downtime', 'show', id])).stdout).not.toContain(' was there ');
  });

  it('leaves no trace of a dry run', async () => {
    const { json, run, server } = await started();
    const asked = ['downtime', 'schedule', 'shop', '--at', ahead(48), '--takes', '1h', '--dry-run'];
    const told = await json(asked);
    expect(told).toMatchObject({ code: 0, json: { dryRun: true, downtime: { state: 'scheduled' } } });
    const shown = await run(asked);
    expect(shown.stdout).toContain('would be scheduled');
    expect(shown.stdout).toContain('What would follow:');
    expect(shown.stdout).toMatch(/Nothing was changed\.\n$/);
    const down = await json(['down', 'shop', '--reason', 'x', '--dry-run']);
    expect(down).toMatchObject({ code: 0, json: { dryRun: true } });
    expect((await json(['downtime', 'list', '--all'])).json.items).toEqual([]);
    const { rows } = await server.keeper.store.db
      .selectFrom('store_events')
      .select(({ fn }) => fn.countAll().as('count'))
      .execute()
      .then((found) => ({ rows: found }));
    expect(Number(rows[0]!.count)).toBe(0);
  });

  it('is refused with exit code 3 by a rule in the way, every rule told, and the next moment without it', async () => {
    const { json, run } = await started();
    const start = ahead(72);
    const made = ['downtime', 'schedule', 'shop', '--takes', '1h'];
    const first = await json([...made, '--at', start]);
    const refused = await json([...made, '--at', start]);
    expect(refused.code).toBe(3);
    expect(refused.json.error).toMatchObject({
      code: 'rule-in-the-way',
      reasons: expect.arrayContaining([
        expect.objectContaining({ rule: 'conflict', name: first.json.downtime.id }),
      ]),
    });
    expect(Date.parse(refused.json.error.next)).toBe(Date.parse(start) + hour);
    const told = await run([...made, '--at', start]);
    expect(told.code).toBe(3);
    expect(told.stdout).toBe('');
    expect(told.stderr).toMatch(/The next moment without them is \w{3} \d{4}-\d\d-\d\d \d\d:\d\d/);
    const dry = await run([...made, '--at', start, '--dry-run']);
    expect(dry.code).toBe(3);
  });

  it('is refused with what changed since the version that was read', async () => {
    const { json, run } = await started();
    const made = await json(['downtime', 'schedule', 'shop', '--at', ahead(48), '--takes', '1h']);
    const { id, version } = made.json.downtime;
    const change = ['downtime', 'reschedule', id, '--if-version', String(version)];
    expect((await json([...change, '--takes', '2h'])).code).toBe(0);
    const stale = await run([...change, '--takes', '3h']);
    expect(stale.code).toBe(1);
    expect(stale.stderr).toContain('[stale-version]');
    expect((await json(['downtime', 'show', id])).json.plan.takes).toBe('PT2H');
  });

  it('may not be done by somebody without the role: exit code 4', async () => {
    const { json, server } = await started();
    const viewer = await server.caller({ role: 'viewer' });
    const refused = await json(['downtime', 'schedule', 'shop', '--at', ahead(48), '--takes', '1h'], viewer);
    expect(refused).toMatchObject({ code: 4, json: { error: { code: 'not-allowed' } } });
    expect((await json(['downtime', 'list'], viewer)).code).toBe(0);
    const nobody = await json(['downtime', 'list'], server.nobody);
    expect(nobody).toMatchObject({ code: 4, json: { error: { code: 'not-signed-in' } } });
    const stranger = await json(['downtime', 'list'], { key: 'lull_none' });
    expect(stranger).toMatchObject({ code: 4, json: { error: { code: 'not-signed-in' } } });
  });

  it('names what may be meant by a mistaken service or id', async () => {
    const { json } = await started();
    const service = await json(['downtime', 'schedule', 'shpo', '--at', '2030-01-01T02:00', '--takes', '1h']);
    expect(service).toMatchObject({
      code: 2,
      json: { error: { code: 'unknown-service', todo: 'Did you mean shop?' } },
    });
    const made = await json(['downtime', 'schedule', 'shop', '--at', ahead(48), '--takes', '1h']);
    const { id } = made.json.downtime;
    const near = await json(['downtime', 'show', `${id.slice(0, -1)}x`]);
    expect(near.code).toBe(2);
    expect(near.json.error.todo).toContain(id);
  });

  it('knows a downtime by how its id begins, as long as no other begins so', async () => {
    const { json, run, server } = await started();
    const plan = { title: 'Move', services: ['shop'], takes: 'PT1H' };
    const ids: string[] = [];
    // Of seventeen ids two begin with the same hexadecimal digit.
    for (let i = 0; i < 17; i += 1) ids.push((await server.owner('downtimes', plan)).json.downtime.id);
    const digit = [...'0123456789abcdef'].find((one) => ids.filter((id) => id[0] === one).length > 1)!;
    const several = ids.filter((id) => id.startsWith(digit));
    const unclear = await json(['downtime', 'cancel', digit]);
    expect(unclear).toMatchObject({ code: 2, json: { error: { code: 'bad-option' } } });
    for (const id of several.slice(0, 10)) expect(unclear.json.error.todo).toContain(`${id} (Move)`);
    const [id = ''] = ids;
    const beginning = [...id].map((_, i) => id.slice(0, i + 1)).find((one) => one !== id && isOf(one, ids))!;
    expect((await json(['downtime', 'edit', beginning, '--takes', '2h'])).json.downtime.id).toBe(id);
    expect((await json(['downtime', 'show', beginning, '--history'])).json.events).toHaveLength(2);
    expect((await json(['downtime', 'cancel', beginning])).json.downtime).toMatchObject({
      id,
      state: 'cancelled',
    });
    const watched = await run(['downtime', 'watch', beginning]);
    expect(watched).toMatchObject({ code: 1, stdout: expect.stringContaining('cancelled by ada') });
    const hidden = await server.person({ bank: 'viewer' });
    expect((await json(['downtime', 'show', beginning], hidden)).json.error.code).toBe('not-found');
  });

  it('names the commands that may be said now by their own words', async () => {
    const { json, run } = await started();
    const down = await json(['down', 'shop', '--reason', 'disk']);
    const { id } = down.json.downtime;
    const refused = await json(['downtime', 'verified', id]);
    expect(refused.json.error).toMatchObject({
      message: expect.stringContaining('"verified" cannot be said to it'),
      todo: 'What may be said now: here, extend, finish, abort, fail.',
    });
    for (const word of ['here', 'extend', 'finish', 'abort', 'fail']) {
      expect((await run(['downtime', word, '--help'])).code).toBe(0);
    }
  });

  it('reads a time without an offset on the clock of the service, and tells what the clocks do', async () => {
    const { json, run } = await started();
    const plan = ['downtime', 'draft', '--takes', '1h'];
    const berlin = await json([...plan, 'shop', '--at', '2030-03-31T02:30']);
    expect(berlin.json.downtime.plan.start).toBe('2030-03-31T01:30:00Z');
    expect(berlin.stderr).toContain('2030-03-31T02:30 does not exist in Europe/Berlin');
    const york = await json([...plan, 'bank', '--at', '2030-01-01 02:00']);
    expect(york.json.downtime.plan.start).toBe('2030-01-01T07:00:00Z');
    const wrong = await run([...plan, 'shop', '--at', 'tomorrow']);
    expect(wrong.code).toBe(2);
    expect(wrong.stderr).toContain('[bad-instant]');
  });
});
