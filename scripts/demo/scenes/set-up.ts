import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DAY, MINUTE } from '../../../packages/lull/src/time/instant.ts';
import { freePort } from '../../../test/peers/process.ts';
import { generateAccessLog } from '../../generate-access-log.ts';
import { catalogOf } from '../catalog.ts';
import { type Engine, startDatabase } from '../database.ts';
import { type Lull, startLull } from '../lull.ts';
import { type MailSink, openMailSink } from '../mail-sink.ts';
import { openShop, type Shop } from '../open-shop.ts';
import type { Stage } from '../stage.ts';
import { writeStepFiles } from '../step-files.ts';
import { letVisitorsIn, type Visitors } from '../visitors.ts';

/** Everything that there is, once it is set up. */
export interface World {
  readonly lull: Lull;
  readonly shop: Shop;
  readonly engine: Engine;
  readonly mails: MailSink;
  readonly visitors: Visitors;
}

const LOG_DAYS = 28;

/** Whom it touches: they hear of it in their own language and zone. */
export const subscribers = [
  { address: 'ada@example.com', language: 'en', zone: 'America/New_York' },
  { address: 'jonas@example.com', language: 'de', zone: 'Europe/Berlin' },
] as const;

/** What each subscriber is told: before, at the start, and after. */
export const KINDS = ['scheduled', 'started', 'completed'];

/** How many mails that makes. */
export const MAILS = subscribers.length * KINDS.length;

/** Starts the shop's database, a mail server and Lull; tells Lull of the shop; opens the shop behind its gate. */
export async function setUp(stage: Stage, asked: Engine | undefined): Promise<World> {
  const { folder, talk, zone, endsWith } = stage;
  talk.scene(
    'A small shop, and what is needed to take it down and bring it back',
    `Everything is in ${folder} and on this machine alone, and is gone when the demo ends.`,
  );
  const database = await startDatabase(stage, asked);
  if (database.engine === 'postgres') talk.event('The shop has a PostgreSQL of its own.');
  const mails = await openMailSink(({ to, subject }) => talk.event(`Mail to ${to}: ${subject}`));
  endsWith(mails.stop);
  const [port, admin, lullPort] = [await freePort(), await freePort(), await freePort()];
  const steps = writeStepFiles(stage, database, { port, admin });
  talk.event('Lull is starting (lull serve). Its first start makes its own database.');
  const [lull, log] = await Promise.all([
    startLull(stage, { port: lullPort, steps, mail: mails.smtp }),
    writeLog(stage),
  ]);
  talk.event('Lull is up, and has an owner: whoever opened the link that it printed once.');

  writeFileSync(join(folder, 'lull', 'lull.yaml'), catalogOf(zone, log, Date.now()));
  const gateFile = join(folder, 'lull', 'gate.json');
  talk.event(
    'It is told of the shop: its zone, its log, nightly windows, and that people hear two days before.',
  );
  await lull.run(['apply', '-f', 'lull.yaml', '--yes'], { isTold: false });
  await lull.run(['gates', 'add', 'shop', '--instance', 'web-1', '--file', gateFile], { isTold: false });
  for (const { address, language, zone: own } of subscribers) {
    const choices = ['--services', 'shop', '--language', language, '--zone', own];
    await lull.run(['subscribers', 'add', address, ...choices], { isTold: false });
  }
  const shop = await openShop(stage, {
    ...{ port, adminPort: admin, database: database.where },
    ...{ gateFile, lull: lull.url },
  });
  const within = database.engine === 'pglite' ? ' with its PostgreSQL within itself (PGlite)' : '';
  talk.event(`The shop is open${within}, and our gate is before it: ${shop.url}`);
  const visitors = letVisitorsIn(shop.url);
  endsWith(visitors.leave);
  talk.event('Six visitors have come in: they click from page to page, and buy.');
  return { lull, shop, engine: database.engine, mails, visitors };
}

/** Four weeks of the shop's past. */
async function writeLog({ folder, zone, talk }: Stage): Promise<string> {
  const file = join(folder, 'access.log');
  const start = Math.floor(Date.now() / MINUTE) * MINUTE - LOG_DAYS * DAY;
  generateAccessLog({ file, start, days: LOG_DAYS, zone, visitorsAtPeak: 8 });
  const size = (statSync(file).size / 1e6).toFixed(0);
  talk.event(
    `Four weeks of the shop's access log are generated (${size} MB): its past is the only thing made up.`,
  );
  return file;
}
