import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Ran, workplace } from '../../../packages/lull/test/cli/lull.ts';
import { startPostgres } from '../../peers/postgres.ts';
import { freePort } from '../../peers/process.ts';
import { type MailServer, startMailServer } from '../../peers/smtp.ts';
import { startLullServer } from '../../support/lull-server.ts';
import { becomeOwner } from '../../support/owner.ts';
import type { Door } from './contract.ts';
import { startGatedProxy } from './gated-proxy.ts';
import { type Monitors, startMonitors } from './monitors.ts';
import { openShop, type Shop } from './open-shop.ts';
import { type StepFiles, writeStepFiles } from './step-files.ts';

/** Everything that a downtime has to do with, all of it real. */
export interface World {
  readonly shop: Shop;
  readonly doors: readonly Door[];
  readonly monitors: Monitors;
  readonly mail: MailServer;
  readonly steps: StepFiles;
  /** Runs a command of Lull's as its owner. */
  tried(...args: readonly string[]): Promise<Ran>;
  /** The same; what it printed. Fails where the command does. */
  lull(...args: readonly string[]): Promise<string>;
  /** Reads a path of the API. */
  read<T>(path: string): Promise<T>;
  /** What the server has logged. */
  log(): string;
  stop(): Promise<void>;
}

/** What ends it, in any order. */
type Ends = (() => unknown)[];

/** Starts it, and sets Lull up by its commands as its owner would. */
export async function startWorld(): Promise<World> {
  const folder = mkdtempSync(join(tmpdir(), 'lull-journey-'));
  const ends: Ends = [];
  const stop = async (): Promise<void> => {
    await Promise.all(ends.splice(0).map(async (end) => end()));
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    return { ...(await build(folder, ends)), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function build(folder: string, ends: Ends): Promise<Omit<World, 'stop'>> {
  const started = async <T extends { stop(): unknown }>(starting: Promise<T>): Promise<T> => {
    const one = await starting;
    ends.push(one.stop);
    return one;
  };
  const shopPort = await freePort();
  const mail = await started(startMailServer());
  const nginx = await started(startGatedProxy('nginx', shopPort));
  const opened = (async () => {
    const postgres = await started(startPostgres());
    const shop = await started(openShop(postgres, shopPort, folder));
    // It would wait for a shop that isn't there.
    return { shop, haproxy: await started(startGatedProxy('haproxy', shopPort)) };
  })();
  const addresses = opened.then(({ haproxy }) => [nginx.url, haproxy.url]);
  const watched = started(startMonitors(nginx.url, addresses, folder));
  const [{ shop, haproxy }, monitors] = await Promise.all([opened, watched]);
  const doors = [nginx, haproxy];
  const steps = writeStepFiles(shop, doors, folder);
  const silencers = join(folder, 'silencers.yaml');
  writeFileSync(silencers, silencersOf(monitors), { mode: 0o600 });
  const server = startLullServer({
    port: await freePort(),
    folder: join(folder, 'data'),
    args: ['--local-steps', steps.folder],
    env: {
      LULL_SILENCERS: silencers,
      ICINGA_PASSWORD: 'lull',
      LULL_MAIL_URL: mail.url,
      LULL_MAIL_FROM: 'status@example.com',
    },
  });
  ends.push(server.stop);
  const ready = await server.ready;
  const place = workplace({ 'lull.yaml': catalog });
  ends.push(place.remove);
  const tried = (...args: readonly string[]): Promise<Ran> => place.run([...args]);
  const lull = async (...args: readonly string[]): Promise<string> => {
    const { code, stdout, stderr } = await tried(...args);
    if (code === 0) return stdout;
    throw new Error(`lull ${args.join(' ')} ended with ${code}: ${stderr}${stdout}`);
  };
  const key = await becomeOwner(ready);
  const headers = { authorization: `Bearer ${key}` };
  const read = async <T>(path: string): Promise<T> => {
    const answer = await fetch(`${ready.url}/api/v1/${path}`, { headers });
    if (answer.ok) return (await answer.json()) as T;
    throw new Error(`${path} was answered with ${answer.status} ${await answer.text()}`);
  };
  await place.run(['login', '--server', ready.url, '--key'], { input: key });
  await lull('apply', '-f', 'lull.yaml', '--yes');
  await Promise.all([
    lull('subscribers', 'add', 'ada@example.com', '--services', 'shop'),
    ...doors.map(async ({ kind, config, run }) => {
      await lull('gates', 'add', 'shop', '--instance', kind, '--file', config);
      run();
    }),
  ]);
  return { shop, doors, monitors, mail, steps, tried, lull, read, log: server.log };
}

/** Visitors come back by share: half of them first. */
const catalog = `
services:
  shop:
    zone: Europe/Berlin
    gates: { expect: 2, opening: { share: 0.5, over: PT2S } }
    announce: { tell: [schedule, start, extension, return] }
    silences:
      - { by: alerts, matchers: ['service="shop"'] }
      - { by: icinga, hosts: [shop] }
`;

const silencersOf = ({ alerts, icinga }: Monitors): string => `
silencers:
  alerts: { kind: alertmanager, url: "${alerts.url}" }
  icinga:
    { kind: icinga2, url: "${icinga.url}", ca: ${icinga.ca}, certificateName: ${icinga.certificateName},
      user: lull, password: { variable: ICINGA_PASSWORD } }
`;
