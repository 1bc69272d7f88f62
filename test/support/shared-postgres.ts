import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestProject } from 'vitest/node';
import { openStore } from '../../packages/lull/src/store/open.ts';
import { type Postgres, postgresMissing, startPostgres } from '../peers/postgres.ts';

/** What every test file is told of the PostgreSQL that all of them share. */
export interface SharedPostgres {
  /** Address of a database in which databases are made and dropped. */
  readonly url: string;
  /** A database with all tables and no rows, to be copied. */
  readonly template: string;
}

declare module 'vitest' {
  interface ProvidedContext {
    /** Address that answers with the {@link SharedPostgres}; empty where none can be started. */
    readonly sharedPostgres: string;
  }
}

/** One PostgreSQL for all test files of a run, started when the first of them asks for it. */
export default async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  if (postgresMissing !== null) {
    project.provide('sharedPostgres', '');
    return;
  }
  let started: Promise<Postgres> | null = null;
  let prepared: Promise<SharedPostgres> | null = null;
  const answers = createServer(async (_request, response) => {
    started ??= startPostgres();
    prepared ??= started.then(prepare);
    try {
      response.end(JSON.stringify(await prepared));
    } catch (error) {
      response.writeHead(500).end(String(error));
    }
  });
  await new Promise<void>((resolve) => answers.listen(0, '127.0.0.1', resolve));
  project.provide('sharedPostgres', `http://127.0.0.1:${(answers.address() as AddressInfo).port}/`);
  return async () => {
    answers.closeAllConnections();
    await new Promise((resolve) => answers.close(resolve));
    await (await started)?.stop();
  };
}

async function prepare(postgres: Postgres): Promise<SharedPostgres> {
  const url = await postgres.createDatabase();
  await (await openStore({ databaseUrl: url })).close();
  return { url: postgres.url(), template: new URL(url).pathname.slice(1) };
}
