import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Door } from './contract.ts';
import type { Shop } from './open-shop.ts';

const column = (table: string, name: string, type: string): string =>
  `alter table ${table} alter column ${name} type ${type};`;

/** Both tables are written anew, with nobody else in them: that needs the locks which visitors have too. */
const change = (type: string): string => `
lock table orders, order_lines in access exclusive mode;
${column('orders', 'id', type)}
${column('order_lines', 'order_id', type)}
`;

const typeOfIds = `select data_type from information_schema.columns
          where table_name = 'orders' and column_name = 'id'`;

const order = (door: Door): string => `
  - name: an order can be placed by ${door.kind}
    http:
      { target: ${door.kind}, method: POST, path: /orders, bypass: true,
        json: { key: "check-\${attempt}-${door.kind}", quantities: [1, 2], pause: 0 },
        expect: [201], contains: '"quantities":[1,2]' }
    timeLimit: 10s`;

const steps = (doors: readonly Door[]): string => `
description: Order ids become 64 bits wide, before they run out

parameters:
  attempt: { description: Which time it is tried, pattern: "[0-9]" }

steps:
  - name: nobody is at work in the database
    sql:
      target: shop-db
      text: select count(*) from pg_stat_activity where application_name = 'shop' and state <> 'idle'
      expect: "0"
    timeLimit: 10s
    idempotent: true

  - name: widen the ids
    sql: { target: shop-db, file: widen.sql }
    timeLimit: 30s
    verify:
      sql:
        target: shop-db
        text: |
          ${typeOfIds}
        expect: bigint
      timeLimit: 10s
    rollback:
      sql: { target: shop-db, file: narrow.sql }

  - name: install the release that knows them
    command: [./install.sh, "2"]
    timeLimit: 10s
    rollback:
      command: [./install.sh, "1"]

verify:${doors.map(order).join('')}

watch:
  - name: the shop answers by ${doors[0]!.kind}
    http: { target: ${doors[0]!.kind}, path: /health, bypass: true }
    every: 0.5s
    over: 3s
    mostErrors: 5%
  - name: visitors are answered by ${doors[1]!.kind}
    http: { target: ${doors[1]!.kind}, path: /health }
    every: 0.5s
    over: 3s
    mostErrors: 5%
`;

/** Files of steps that change the shop, as whoever works at night would have written them. */
export interface StepFiles {
  /** The folder that the server is given. */
  readonly folder: string;
  /** Brings the release that the last step installs. */
  bringRelease(): void;
}

/** Writes them. The release that they install isn't there yet. */
export function writeStepFiles(shop: Shop, doors: readonly Door[], root: string): StepFiles {
  const [folder, releases] = [join(root, 'steps'), join(root, 'releases')];
  for (const made of [folder, releases]) mkdirSync(made, { mode: 0o755 });
  const write = (name: string, text: string, mode = 0o644): void =>
    writeFileSync(join(folder, name), text, { mode });
  write('widen-ids.yaml', steps(doors));
  write('widen.sql', change('bigint'));
  write('narrow.sql', change('integer'));
  write('install.sh', `#!/bin/sh\nset -eu\ncp "${releases}/$1" "${shop.release}"\n`, 0o755);
  write('shop-db.url', `${shop.adminUrl}\n`, 0o600);
  const proxies = doors.map(({ kind, url }) => `${kind}: { kind: http, url: "${url}", service: shop }\n`);
  const database = `shop-db: { kind: sql, url: { file: ${join(folder, 'shop-db.url')} } }\n`;
  write('targets.yaml', `${database}${proxies.join('')}`);
  writeFileSync(join(releases, '1'), '1\n');
  return { folder, bringRelease: () => writeFileSync(join(releases, '2'), '2\n') };
}
