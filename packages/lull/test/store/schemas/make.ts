import { createWriteStream, writeFileSync } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { sql } from 'kysely';
import { writeBackup } from '../../../src/store/backup.ts';
import { writeEntries } from '../../../src/store/catalog-writes.ts';
import { moveCursor } from '../../../src/store/cursors.ts';
import { insertDowntime } from '../../../src/store/downtime-rows.ts';
import { onceFor } from '../../../src/store/idempotency.ts';
import { hashOf, newestMigration } from '../../../src/store/migrate.ts';
import { migrations } from '../../../src/store/migrations/registry.ts';
import { insertSeries } from '../../../src/store/series-rows.ts';
import { after, store as keep, moved, now, scheduled } from '../downtimes.ts';
import { pgliteInMemory } from '../pglite-in-memory.ts';

/*
 * Writes a backup of the newest schema with a row in every table, for the test of upgrades, and the hashes
 * of the steps that made the schema. To be run whenever a step changes that is not released yet:
 * node packages/lull/test/store/schemas/make.ts
 */
const store = await pgliteInMemory();

await store.transaction(async (trx) => {
  const nightly = { zone: 'UTC', start: '2026-01-04T02:00', duration: 'PT4H', rrule: 'FREQ=DAILY' };
  const shop = { zone: 'Europe/Berlin', windows: ['nightly'] };
  await writeEntries(trx, [
    { kind: 'service', name: 'shop', body: shop, expected: null },
    { kind: 'window', name: 'nightly', body: nightly, expected: null },
  ]);
  const first = scheduled('a');
  await insertDowntime(trx, first, now);
  await keep(trx, moved(first), 1);
  await insertDowntime(trx, after(scheduled('b'), { type: 'cancel', by: 'ada' }).downtime, now);
  const { start: _, ...plan } = first.plan;
  const recurrence = { zone: 'Europe/Berlin', start: '2026-03-09T02:00', rrule: 'FREQ=WEEKLY' };
  await insertSeries(trx, { id: 's', plan, recurrence, endsAt: null }, now, now);
  await moveCursor(trx, 'announce', 1);
  await onceFor(trx, 'ada', 'key', 'hash', async () => ({ answer: 1 }));
  for (const statement of [
    `insert into access_people (person, role, name, email) values ('ada', 'owner', 'Ada', 'ada@example.com')`,
    `insert into access_grants (person, service, role, granted_by) values ('ada', 'shop', 'approver', 'ada')`,
    `insert into access_keys (key, person, name, scopes) values ('k', 'ada', 'CI', '{read,schedule}')`,
    `insert into access_keys (key, person, name, scopes, services, stands_alone)
      values ('g', 'ada', 'gate of shop', '{gate}', '{shop}', true)`,
    `insert into access_invitations (id, kind, token_hash, grants, made_by, expires_at)
      values ('i', 'member', 'hash', '{"shop":"viewer"}', 'ada', now())`,
    `insert into access_audit (at, actor_kind, actor, actor_name, person, action, subject, services, data)
      values (now(), 'person', 'ada', 'Ada', 'ada', 'downtime.schedule', 'a', '{shop}', '{}')`,
    `insert into gates_keys (id, public_key, sealed, not_before, made_at) values ('g', 'x', 'y', now(), now())`,
    `insert into gates_documents (service, epoch, serial, body, made_of, issued_at)
      values ('shop', 1, 7, '{"v":1}', '1 1 g', now())`,
    `insert into gates_instances (service, instance, kind, version, state, in_flight, warnings, run, report,
      heard_at, lease_until, lost, key) values ('shop', 'web-1', 'node', '0.1.0', 'open', 3, '{}', 'r', 1,
      now(), now(), false, 'g')`,
    `insert into gates_minutes (service, minute, requests, writes, closed, read_only, partial, opening)
      values ('shop', '2026-03-01T00:00:00Z', 420, 37, 0, 0, 0, 0)`,
    `insert into announce_subscribers (id, channel, address, shown, address_key, is_trusted, language, tenants,
      tags, state, source, created_at, confirmed_at) values ('s', 'mail', 'ada@example.com', 'ada@example.com',
      'hash', true, 'de', '{acme}', '{vip}', 'active', 'added', now(), now())`,
    `insert into announce_waves (id, downtime, revision, kind, point, services, tags, due_at, state, body, made_at,
      raised_at, spread_to, placed, chunk_at, spread_at) values ('w', 'a', 1, 'reminder', 'P1D', '{shop}', '{}',
      now(), 'spread', '{"told":{"number":1},"before":null,"sequence":0}', now(), now(), 's', 1, now(), now())`,
    `insert into announce_notices (wave, downtime, revision, kind, recipient, channel, state, urgency, place,
      attempts, try_at, sent_at, message_id, made_at) values ('w', 'a', 1, 'reminder', 's', 'mail', 'sent', 2, 1,
      1, now(), now(), '0d5a1b4e-7f3c-4d2a-9b8e-1c2d3e4f5a6b', now())`,
    `insert into announce_failures (wave, channel, failed, told) values ('w', 'mail', 1, 1)`,
    `insert into run_agents (name, key, version, host, files, made_at, made_by, heard_at, lease_until)
      values ('db-1', 'k1', '0.1.0', 'db-1.internal', '[]', now(), 'ada', now(), now())`,
    `insert into run_hearing (since, last_at) values (now(), now())`,
    `insert into run_runs (id, downtime, state, part, made_at, released_at, look_at)
      values ('r', 'a', 'forward', 0, now(), now(), now())`,
    `insert into run_parts (run, part, agent, file, hash, parameters, goal, serial, reports, through)
      values ('r', 0, 'db-1', 'move', 'hash', '{}', 'forward', 1, 2, '{}')`,
    `insert into run_steps (run, part, phase, place, attempt, number, name, started_at, ended_at, outcome)
      values ('r', 0, 'forward', 0, 1, 0, 'dump', now(), now(), 'done')`,
    `insert into run_output (run, part, phase, place, attempt, number, at, stream, text)
      values ('r', 0, 'forward', 0, 1, 1, now(), 'out', 'done')`,
    `insert into run_silences (id, downtime, service, silencer, place, scope, comment, remote, state, from_at,
      until_at, held_until, try_at, made_at, held_at) values ('q', 'a', 'shop', 'alerts', 0,
      '{"matchers":["a=b"]}', 'Move the database', '{r}', 'held', now(), now(), now(), now(), now(), now())`,
    `insert into run_firing (downtime, silencer, alerts, seen_at, ask_at) values ('a', 'alerts',
      '[{"name":"Slow","on":"","since":null,"isQuiet":false}]', now(), now())`,
    `insert into run_installation (id) values ('0d5a1b4e-7f3c-4d2a-9b8e-1c2d3e4f5a6b')`,
  ]) {
    await sql.raw(statement).execute(trx);
  }
});
const file = `${import.meta.dirname}/schema-${newestMigration}`;
await pipeline(writeBackup(store), createWriteStream(`${file}.ndjson`));
writeFileSync(`${file}.steps`, migrations.map((step) => `${hashOf(step)}\n`).join(''));
process.exit(0);
