import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ShopDatabase } from './database.ts';
import { idTypes } from './shop/contract.ts';
import { changeIds, typeOfIds } from './shop/schema.ts';
import type { Stage } from './stage.ts';

/** Name of the step file, for `--steps`. */
export const CHANGE = 'widen-order-ids';

/**
 * Writes the change as whoever looks after the shop would: in SQL where the shop has a PostgreSQL that others can
 * ask too, else by a call of the shop, which alone can ask the one within itself.
 *
 * @returns the folder, for `lull serve --local-steps`
 */
export function writeStepFiles(
  { folder: root, isFast }: Stage,
  { where }: ShopDatabase,
  at: { readonly port: number; readonly admin: number },
): string {
  const folder = join(root, 'steps');
  mkdirSync(folder, { mode: 0o700 });
  const write = (name: string, text: string): void =>
    writeFileSync(join(folder, name), text, { mode: 0o600 });
  const shop = `shop: { kind: http, url: "http://127.0.0.1:${at.port}", service: shop }\n`;
  if ('url' in where) {
    for (const type of idTypes) write(`${type}.sql`, `${changeIds(type).join(';\n')};\n`);
    write('shop-db.url', `${where.url}\n`);
    write('targets.yaml', `${shop}shop-db: { kind: sql, url: { file: ${join(folder, 'shop-db.url')} } }\n`);
  } else {
    write('targets.yaml', `${shop}shop-office: { kind: http, url: "http://127.0.0.1:${at.admin}" }\n`);
  }
  write(`${CHANGE}.yaml`, change('url' in where ? inSql : byCall, isFast ? 1 : 12));
  return folder;
}

const inSql = `
    sql: { target: shop-db, file: bigint.sql }
    timeLimit: 1m
    verify:
      sql:
        target: shop-db
        text: |
          ${typeOfIds.replaceAll('\n', '\n        ')}
        expect: bigint
    rollback:
      sql: { target: shop-db, file: integer.sql }`;

const byCall = `
    http: { target: shop-office, method: PUT, path: /order-ids/bigint }
    timeLimit: 1m
    verify:
      http: { target: shop-office, path: /order-ids, contains: '"bigint"' }
    rollback:
      http: { target: shop-office, method: PUT, path: /order-ids/integer }`;

const change = (
  widen: string,
  rest: number,
): string => `description: Order ids become 64 bits wide, before they run out

steps:
  - name: widen the order ids${widen}
  - { name: leave time to look at the closed shop, sleep: ${rest}s }

verify:
  - name: an order can be placed
    http:
      { target: shop, method: POST, path: /orders, bypass: true, expect: [201],
        json: { key: check, product: "1001" }, contains: '"key":"check"' }
    timeLimit: 10s

watch:
  - name: visitors are served
    http: { target: shop, path: /health }
    every: 0.5s
    over: 3s
    mostErrors: 5%
`;
