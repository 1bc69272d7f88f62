import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { makeWorld } from './world.ts';

it('are in no journal, report, error or output, however they are printed', async () => {
  const secret = 'correct-h0rse/battery+staple';
  const world = makeWorld(
    `
steps:
  - name: prints it
    secrets: { PASSWORD: { file: ROOT/secret } }
    command:
      - sh
      - -c
      - |
        for c in $(printf %s "$PASSWORD" | fold -w1); do printf %s "$c"; sleep 0.02; done
        echo; printf 'x:%s' "$PASSWORD" | base64; printf %s "$PASSWORD" | od -An -tx1 | tr -d ' \\n'
        echo "$PASSWORD" >&2; exit 3
    atFailure: null
`.replace('    atFailure: null\n', ''),
  );
  writeFileSync(world.path('secret'), `${secret}\n`, { mode: 0o600 });
  world.start();
  await world.order('forward');
  await world.toldLast(/^stuck/);
  await world.port.until(() => world.port.printed(world.run).match(/\*\*\*/g)?.length === 4);
  const journal = readdirSync(world.folder).map((name) => readFileSync(join(world.folder, name), 'latin1'));
  const told = [
    JSON.stringify(world.port.reports(world.run)),
    world.port.printed(world.run),
    ...journal,
  ].join();
  for (const form of [
    secret,
    secret.slice(0, 12),
    Buffer.from(secret).toString('hex'),
    Buffer.from(`x:${secret}`).toString('base64').slice(4, 30),
  ]) {
    expect(told).not.toContain(form);
  }
});

it('that a step of before has read stay hidden in the later ones, and in their errors', async () => {
  const world = makeWorld(
    `
steps:
  - name: reads it
    secrets: { TOKEN: { file: ROOT/secret } }
    command: ["true"]
  - name: finds it elsewhere
    http: { target: shop, path: /x }
`,
    'shop: { kind: http, url: "http://s3cr3t-token.invalid" }',
  );
  writeFileSync(world.path('secret'), 's3cr3t-token\n');
  world.start();
  await world.order('forward');
  await world.toldLast(/^stuck/);
  expect(world.story().at(-1)).toContain('***.invalid');
  expect(JSON.stringify(world.port.reports(world.run))).not.toContain('s3cr3t');
});
