import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Scenario } from './scenario.ts';

/** The steps of the change, in order; the second is SQL, the others are programs. */
export const stepNames = ['first', 'second', 'third', 'fourth'] as const;

const program = resolve(import.meta.dirname, 'change.ts');

/** Where a step file finds everything. */
export interface Surroundings {
  /** The folder of the step files. */
  readonly steps: string;
  /** Where ledgers are written. */
  readonly ledgers: string;
  readonly shopDatabase: string;
}

/** What the SQL step does: it writes into a ledger of its own within its transaction. */
export const sqlLedger = `
  create table ledger (occasion text, step text, way text, at timestamptz not null default clock_timestamp());
  create function change(occasion text, step text, way text) returns void language plpgsql as $$ begin
    insert into ledger values (occasion, step, way);
    if way = 'forward' then
      execute format('alter table %I add column if not exists %I integer', occasion, step);
      execute format('update %I set %I = id', occasion, step);
    else
      execute format('alter table %I drop column if exists %I', occasion, step);
    end if;
    perform pg_sleep(0.2);
  end $$`;

/** Writes the file of a scenario for a service, and the service among the targets. */
export function writeStepFile(name: string, service: string, scenario: Scenario, places: Surroundings): void {
  const { trouble, third, atFailure, isPastReturn, watched } = scenario;
  const change = (step: string, way: string, kind = 'none', length = 300): string => {
    const argv = [process.execPath, program, places.ledgers, step, way, kind, String(length)];
    return `command: ${JSON.stringify(argv)}`;
  };
  const sql = (way: string): string =>
    `sql: { target: database, text: "select change($1, 'second', '${way}')", values: ["\${occasion}"] }`;
  const yaml = `
parameters: { occasion: { pattern: '[a-z0-9_]+' } }
atFailure: ${atFailure}
defaults:
  timeLimit: 2m
  environment: { OCCASION: "\${occasion}", SHOP: "${places.shopDatabase}" }
steps:
  - name: first
    ${change('first', 'forward')}
    idempotent: true
    rollback: { ${change('first', 'back', trouble.backOfFirst)}, idempotent: true }
  - name: second
    ${sql('forward')}
    rollback: { ${sql('back')} }
  - name: third
    ${change('third', 'forward', trouble.third, third)}
    ${trouble.third === 'hangs' ? 'timeLimit: 2s' : ''}
    rollback: { ${change('third', 'back')}, timeLimit: 1m }
  - name: fourth
    ${change('fourth', 'forward', trouble.fourth)}
    idempotent: true
    ${isPastReturn ? 'pointOfNoReturn: true' : `rollback: { ${change('fourth', 'back')}, idempotent: true }`}
verify:
  - { name: it answers, http: { target: ${service}, path: /check, bypass: true }, timeLimit: 20s }
${watched ? `watch: [{ name: it fares well, http: { target: ${service}, path: /fares }, every: 0.2s, over: 3s }]` : ''}
`;
  writeFileSync(join(places.steps, `${name}.yaml`), yaml, { mode: 0o644 });
}
