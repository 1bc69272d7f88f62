import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { describeEngines } from '../store/engines.ts';
import { atServer } from './support/at-server.ts';

describeEngines('lull subscribers', (open) => {
  const started = atServer(open);

  it('adds, shows, changes and removes', async () => {
    const { run, json } = await started();
    expect((await run(['subscribers'])).stdout).toBe('Nobody.\n');
    const options = ['--services', 'shop,bank', '--kinds', 'none', '--language', 'de', '--tags', 'vip'];
    const dry = await run(['subscribers', 'add', 'ada@example.com', ...options, '--dry-run']);
    expect(dry.stdout).toBe('ada@example.com would be added. Nothing was changed.\n');
    const added = await json(['subscribers', 'add', 'ada@example.com', ...options]);
    expect(added.json.subscriber).toMatchObject({ services: ['bank', 'shop'], kinds: [], tags: ['vip'] });
    const { id } = added.json.subscriber;
    const shown = await run(['subscribers']);
    expect(shown.stdout).toMatch(/mail +ada@example\.com +active +bank, shop +none +de +own +vip\n$/);
    const hook = await run(['subscribers', 'add', 'https://hooks.example.com/x', '--channel', 'webhook']);
    expect(hook.stdout).toMatch(/is subscriber .*\nwhsec_\S+\n$/);
    expect((await run(['subscribers', 'count'])).stdout).toMatch(/mail +active +1\nwebhook +active +1\n$/);
    const set = await json([
      'subscribers',
      'set',
      id,
      '--services',
      'all',
      '--kinds',
      'all',
      '--tags',
      'none',
    ]);
    expect(set.json.subscriber).toMatchObject({ services: null, kinds: null, tags: [], language: 'de' });
    expect((await run(['subscribers', 'set', id])).code).toBe(2);
    expect((await run(['subscribers', 'set', id, '--kinds', 'sometimes'])).stderr).toContain(
      '--kinds has no',
    );
    expect((await run(['subscribers', 'remove', id, '--dry-run'])).stdout).toContain('Nothing was changed');
    expect((await run(['subscribers', 'remove', id])).stdout).toBe('Removed 1 subscriber.\n');
    expect((await run(['subscribers', 'remove', id])).code).toBe(2);
    const gone = await json(['subscribers', 'list', '--channel', 'mail']);
    expect(gone.json).toEqual({ items: [], next: null });
  });

  it('imports a file, exports it again, and erases an address', async () => {
    const { run, json, place } = await started();
    const file = join(place.folder, 'customers.csv');
    writeFileSync(file, '\ufeffaddress;services;tags\r\nada@example.com;shop;"=cmd"\r\nnobody;;\r\n');
    const importing = ['subscribers', 'import', 'customers.csv'];
    expect((await run(importing)).stderr).toContain('--consent');
    const consent = [...importing, '--consent', 'Agreed in the contract'];
    const refused = await run(consent);
    expect(refused.code).toBe(2);
    expect(refused.stderr).toMatch(/\[bad-import\] A line .*\n {2}line 3: "nobody" .*\n.*--skip-bad/);
    const dry = await run([...consent, '--skip-bad', '--dry-run']);
    expect(dry.stdout).toBe('1 added\n1 skipped\n\nNothing was changed.\n');
    expect(dry.stderr).toContain('line 3: ');
    expect((await json([...consent, '--skip-bad'])).json).toMatchObject({ added: 1, badCount: 1 });
    expect((await run([...consent, '--skip-bad'])).stdout).toBe('0 added\n1 known, as they are\n1 skipped\n');

    expect((await run(['subscribers', 'export', 'out.csv'])).code).toBe(0);
    const written = join(place.folder, 'out.csv');
    if (process.platform !== 'win32') expect(statSync(written).mode & 0o777).toBe(0o600);
    expect(readFileSync(written, 'utf8')).toContain("ada@example.com,mail,shop,,en,,,'=cmd,active,");
    expect((await run(['subscribers', 'export', 'out.csv'])).code).toBe(2);
    const erased = await run(['subscribers', 'erase', 'ADA@example.com']);
    expect(erased.stdout).toMatch(/^Everything about subscriber \S+ is erased\.\n$/);
    const back = await json(['subscribers', 'import', 'out.csv', '--consent', 'again']);
    expect(back.json).toMatchObject({ added: 1, badCount: 0 });
    expect((await json(['subscribers'])).json.items).toMatchObject([{ tags: ['=cmd'] }]);
  });
});
