import { describe, expect, it } from 'vitest';
import { atServer } from './support/at-server.ts';

const christmas = 'zone: Europe/Berlin\nstart: 2030-12-20\nduration: P14D\nreason: the busiest weeks\n';

describe('lull services, windows, freezes', () => {
  const started = atServer();

  it('put, show, list and delete blocks, and a dry run leaves no trace', async () => {
    const { json, run, place } = await started();
    place.write('f.yaml', christmas);
    const put = ['freezes', 'put', 'christmas', '-f', 'f.yaml'];
    const dry = await json([...put, '--dry-run']);
    expect(dry.json).toMatchObject({ dryRun: true, changes: [{ change: 'added', name: 'christmas' }] });
    expect((await json(['freezes', 'list'])).json.items).toEqual([]);
    const made = await json([...put, '--reason', 'sales']);
    expect(made).toMatchObject({ code: 0, json: { name: 'christmas', dryRun: false } });
    expect((await run([...put])).stdout).toBe('It is so already.\n');
    const shown = await run(['freezes', 'show', 'christmas']);
    expect(shown.stdout).toContain('freezes:\n  christmas:\n    zone: Europe/Berlin\n');
    place.write('shown.yaml', shown.stdout.replace('the busiest weeks', 'sales'));
    const again = await run(['freezes', 'put', 'christmas', '-f', 'shown.yaml', '--dry-run']);
    expect(again.stdout).toContain('~ freeze christmas\n    reason: the busiest weeks -> sales\n');
    const other = await json(['freezes', 'put', 'easter', '-f', 'shown.yaml', '--dry-run']);
    expect(other).toMatchObject({ code: 2, json: { error: { code: 'bad-config' } } });
    expect((await run(['freezes', 'list'])).stdout).toMatch(/christmas +Europe\/Berlin +2030-12-20 +P14D/);

    const near = await json(['freezes', 'show', 'christmsa']);
    expect(near).toMatchObject({ code: 2, json: { error: { todo: 'Did you mean christmas?' } } });
    expect((await run(['freezes', 'delete', 'christmas', '--dry-run'])).stdout).toContain(
      '- freeze christmas',
    );
    expect((await json(['freezes', 'show', 'christmas'])).code).toBe(0);
    expect((await run(['freezes', 'delete', 'christmas'])).code).toBe(0);
    expect((await json(['freezes', 'show', 'christmas'])).code).toBe(2);
    const audit = await json(['audit', '--subject', 'freeze/christmas']);
    const all = audit.json.items.length > 0 ? audit : await json(['audit', '--subject', 'christmas']);
    expect(all.json.items.map(({ why }: { why: string | null }) => why)).toContain('sales');
  });

  it('refuse a stale change, one that others refer to, and a file that is none', async () => {
    const { json, place } = await started();
    place.write('w.json', '{"zone":"UTC","start":"2026-01-05T22:00","duration":"PT8H","rrule":"FREQ=DAILY"}');
    const put = ['windows', 'put', 'nightly', '-f', 'w.json'];
    expect((await json([...put, '--if-version', '1'])).code).toBe(0);
    const stale = await json([...put, '--if-version', '1']);
    expect(stale).toMatchObject({ code: 1, json: { error: { code: 'stale-version' } } });
    const used = await json(['windows', 'delete', 'nightly']);
    expect(used).toMatchObject({ code: 1, json: { error: { code: 'in-use' } } });
    place.write('list.yaml', '- a\n');
    place.write('broken.yaml', 'zone: [\n');
    for (const file of ['list.yaml', 'broken.yaml']) {
      const wrong = await json(['windows', 'put', 'x', '-f', file]);
      expect(wrong).toMatchObject({ code: 2, json: { error: { code: 'bad-config' } } });
    }
    const none = await json(['windows', 'put', 'x', '-f', 'nowhere.yaml']);
    expect(none).toMatchObject({ code: 2, json: { error: { code: 'config-not-found' } } });
    place.write('odd.yaml', 'zone: UTC\nstrat: 2026-01-05T22:00\n');
    const odd = await json(['windows', 'put', 'x', '-f', 'odd.yaml']);
    expect(odd.code).toBe(2);
    expect(JSON.stringify(odd.json.error)).toContain('strat');
  });

  it('are what the server says of the times that come, as lull.yaml would say it', async () => {
    const { json, run, place } = await started();
    const range = ['--from', '2030-03-30T00:00:00Z', '--to', '2030-04-01T00:00:00Z'];
    const { stdout } = await run(['export']);
    place.write('same.yaml', stdout);
    for (const more of [[], ['--service', 'bank']]) {
      const asked = await json(['windows', ...range, ...more]);
      const read = await json(['windows', ...range, ...more, '--config', 'same.yaml']);
      expect(asked.json.length).toBeGreaterThan(0);
      expect(asked.json).toEqual(read.json);
    }
    expect((await run(['windows', ...range, '--table'])).stdout).toBe(
      (await run(['windows', ...range, '--table', '--config', 'same.yaml'])).stdout,
    );
    const question = ['may', '--service', 'bank', '--at', '2030-03-30T12:00:00Z', '--takes', '1h'];
    const asked = await json(question);
    expect(asked.code).toBe(3);
    const read = await json([...question, '--config', 'same.yaml']);
    expect(asked.json).toEqual(read.json);
    const unclear = await json([...question, '--now', '2030-01-01T00:00:00Z']);
    expect(unclear).toMatchObject({ code: 2, json: { error: { code: 'bad-option' } } });
    const both = await json([...question, '--server', 'https://a.example.org', '--config', 'same.yaml']);
    expect(both).toMatchObject({ code: 2, json: { error: { code: 'bad-option' } } });
  });
});

describe('lull apply', () => {
  const started = atServer();
  const house = `organisation: { name: Example }
services:
  shop: { zone: Europe/Berlin, windows: [weekly] }
  bank: { zone: America/New_York }
windows:
  weekly: { zone: Europe/Berlin, start: 2026-01-05T02:00, duration: PT4H, rrule: FREQ=WEEKLY }
`;

  it('shows the difference first, asks where somebody could answer, and does all of it', async () => {
    const { json, run, place } = await started();
    place.write('lull.yaml', house);
    const dry = await run(['apply', '--dry-run']);
    expect(dry.stdout).toContain('+ organisation\n');
    expect(dry.stdout).toContain('+ window weekly\n');
    expect(dry.stdout).toContain('~ service shop\n');
    expect(dry.stdout).toMatch(/Nothing was changed\.\n$/);
    expect((await json(['windows', 'list'])).json.items).toHaveLength(1);

    const unanswered = await run(['apply']);
    expect(unanswered).toMatchObject({ code: 2, stderr: expect.stringContaining('--yes') });
    expect((await json(['windows', 'list'])).json.items).toHaveLength(1);

    const applied = await json(['apply', '--yes', '--reason', 'agreed on Monday']);
    expect(applied).toMatchObject({ code: 0, json: { dryRun: false } });
    expect((await json(['windows', 'list'])).json.items).toHaveLength(2);
    expect((await run(['apply', '--yes'])).stdout).toContain('Nothing to change');

    const pruned = await json(['apply', '--prune', '--yes']);
    expect(pruned.json.changes).toMatchObject([{ change: 'removed', kind: 'window', name: 'nightly' }]);
    place.write('exported.yaml', (await run(['export'])).stdout);
    const again = await json(['apply', '-f', 'exported.yaml', '--prune', '--dry-run']);
    expect(again.json.changes).toEqual([]);
  });

  it('does nothing of a file with a mistake, and names its line', async () => {
    const { json, run, place } = await started();
    place.write('lull.yaml', house.replace('FREQ=WEEKLY', 'FREQ=WEAKLY'));
    const refused = await json(['apply', '--yes']);
    expect(refused).toMatchObject({ code: 2, json: { error: { code: 'bad-config' } } });
    expect(JSON.stringify(refused.json)).toContain('"line":6');
    place.write(
      'rules.yaml',
      house.replace('zone: Europe/Berlin, start', 'zone: Mars, start').replace('PT4H', 'long'),
    );
    const { stderr } = await run(['apply', '-f', 'rules.yaml', '--yes']);
    expect(stderr).toMatch(/rules\.yaml has 2 mistakes:\n {2}rules\.yaml:6:/);
    expect(stderr).toContain('Correct rules.yaml where it says so.');
    expect(stderr).not.toContain('lull.yaml');
    expect((await json(['windows', 'list'])).json.items).toHaveLength(1);
  });
});
