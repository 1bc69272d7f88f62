import { setTimeout as wait } from 'node:timers/promises';
import { followGate, readConfigFile } from '@lull/gate/follow';
import { workWhenOpen } from '@lull/gate/node';
import pg from 'pg';

// A worker as docs/gate-middleware.md shows one: its queue is a table, and a job is taken in the transaction
// in which it is done. WORKER_GATE names its gate's file, DATABASE_URL the database.
const gate = await followGate(await readConfigFile(process.env.WORKER_GATE!));
const client = new pg.Client({ connectionString: process.env.DATABASE_URL });
await client.connect();
process.stdout.write('ready\n');

for (;;) {
  const end = await workWhenOpen(gate);
  const wasThere = await workOnOneIfAny().finally(end);
  if (!wasThere) await wait(20);
}

async function workOnOneIfAny(): Promise<boolean> {
  await client.query('begin');
  const { rows } = await client.query<{ id: number; takes: number }>(
    'select id, takes from jobs where done_at is null order by id limit 1 for update skip locked',
  );
  const [job] = rows;
  if (job) {
    await client.query('update jobs set begun_at = clock_timestamp() where id = $1', [job.id]);
    process.stdout.write(`begun ${job.id}\n`);
    await wait(job.takes);
    await client.query('update jobs set done_at = clock_timestamp(), times = times + 1 where id = $1', [
      job.id,
    ]);
  }
  await client.query('commit');
  return job !== undefined;
}
