import { type ChildProcess, spawn } from 'node:child_process';
import { chmod, copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { Agent, request } from 'node:https';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { freePort, isInstalled, type Peer, peerFolder, run } from './process.ts';

/** Why no real Icinga 2 can be started here, or null. */
export const icinga2Missing = isInstalled('icinga2')
  ? null
  : 'Icinga 2 is not installed (apt-get install icinga2-bin icinga2-common)';

/** The name that its certificate bears, which is not its address. */
const nodeName = 'icinga.test';

/** A downtime as its API tells it; times are seconds. */
export interface ToldDowntime {
  readonly __name: string;
  readonly comment: string;
  readonly author: string;
  readonly host_name: string;
  readonly service_name: string;
  readonly start_time: number;
  readonly end_time: number;
}

/** One of what a call answers, as far as it is looked at. */
interface Result {
  readonly code: number;
  readonly attrs: ToldDowntime & { readonly downtime_depth: number };
}

/** A real Icinga 2, and what a test says to it. */
export interface Icinga2 extends Peer {
  readonly certificateName: string;
  /** File with the authority of its certificate. */
  readonly ca: string;
  /** Everything that is in downtime, or will be. */
  downtimes(): Promise<readonly ToldDowntime[]>;
  /** Says how a host (`web1`) or a service (`web1!http`) is: 0 is well, 2 is not. */
  is(name: string, state: 0 | 1 | 2): Promise<void>;
  /** What it told people, such as `PROBLEM web1!http`, in no certain order. */
  told(): Promise<readonly string[]>;
  /** How deep in downtime an object is. */
  depth(name: string): Promise<number>;
  call(path: string, body?: object): Promise<{ readonly results: readonly Result[] }>;
}

/**
 * Starts it with hosts `shop` (services `http`, `disk`) and `web` (service `page`), which depends on `shop`.
 * User `lull` with password `lull` may what docs/silences.md says; `some` the same, but of host `shop` alone;
 * `guest` only look. It tells people of everything, as its own templates do.
 *
 * @param more further objects, as its configuration has them
 */
export async function startIcinga2(more = ''): Promise<Icinga2> {
  const folder = await peerFolder('icinga2');
  const port = await freePort();
  const { username } = userInfo();
  const place = (name: string) => join(folder, name);
  const names = ['etc', 'lib', 'lib/certs', 'lib/ca', 'log', 'cache', 'spool', 'run'];
  for (const name of names) await mkdir(place(name), { recursive: true });
  await chmod(folder, 0o755);
  const constants = Object.entries({
    ConfigDir: place('etc'),
    DataDir: place('lib'),
    LogDir: place('log'),
    CacheDir: place('cache'),
    SpoolDir: place('spool'),
    InitRunDir: place('run'),
    PidPath: place('run/icinga2.pid'),
    RunAsUser: username,
    RunAsGroup: username,
  }).flatMap(([name, value]) => ['-D', `${name}=${value}`]);
  const config = place('etc/icinga2.conf');
  await writeFile(config, `${configOf(port, place('tell'))}${more}`);
  await writeFile(place('told'), '');
  await writeFile(place('tell'), `#!/bin/sh\necho "$KIND $PLACE" >> ${place('told')}\n`, { mode: 0o755 });
  const [key, request_, certificate] = ['key', 'csr', 'crt'].map((kind) =>
    place(`lib/certs/${nodeName}.${kind}`),
  ) as [string, string, string];
  const pki = (...args: string[]) => run('icinga2', ['pki', args[0]!, ...constants, ...args.slice(1)]);
  await pki('new-ca');
  await pki('new-cert', '--cn', nodeName, '--key', key, '--csr', request_);
  await pki('sign-csr', '--csr', request_, '--cert', certificate);
  const ca = place('lib/certs/ca.crt');
  await copyFile(place('lib/ca/ca.crt'), ca);
  const child = spawn('icinga2', ['daemon', ...constants, '-c', config], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (part) => {
      said = `${said}${part}`.slice(-4_000);
    });
  }
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const agent = new Agent({ ca: await readFile(ca), servername: nodeName, keepAlive: true });
  const stop = async (): Promise<void> => {
    agent.destroy();
    // It ends what it has started itself; killed, it would leave that running.
    child.kill('SIGTERM');
    await ended;
    await rm(folder, { recursive: true, force: true });
  };
  const call: Icinga2['call'] = (path, body) => called(agent, port, path, body);
  await untilReady(
    child,
    () => call(''),
    stop,
    () => said,
  );
  const objectsOf = (name: string) => (name.includes('!') ? 'services' : 'hosts');
  return {
    url: `https://127.0.0.1:${port}`,
    certificateName: nodeName,
    ca,
    stop,
    call,
    async downtimes() {
      return (await call('/objects/downtimes')).results.map(({ attrs }) => attrs);
    },
    async is(name, state) {
      const type = name.includes('!') ? 'Service' : 'Host';
      const status = type === 'Host' && state > 0 ? 1 : state;
      const [object] = (
        await call('/actions/process-check-result', {
          ...{ type, filter: `${type.toLowerCase()}.__name == wanted`, filter_vars: { wanted: name } },
          ...{ exit_status: status, plugin_output: 'says the test' },
        })
      ).results;
      if (object?.code !== 200) throw new Error(`${name} is not known`);
    },
    async told() {
      return (await readFile(place('told'), 'utf8')).split('\n').filter((line) => line !== '');
    },
    async depth(name) {
      const { results } = await call(`/objects/${objectsOf(name)}/${encodeURIComponent(name)}`);
      return results[0]!.attrs.downtime_depth;
    },
  };
}

async function untilReady(
  child: ChildProcess,
  answers: () => Promise<unknown>,
  stop: () => Promise<void>,
  said: () => string,
): Promise<void> {
  const deadline = Date.now() + 60_000;
  for (;;) {
    const isReady = await answers().then(
      () => true,
      () => false,
    );
    if (isReady) return;
    if (child.exitCode !== null || Date.now() > deadline) {
      await stop();
      throw new Error(`icinga2 did not become ready: ${said()}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

function called(agent: Agent, port: number, path: string, body?: object): ReturnType<Icinga2['call']> {
  return new Promise((resolve, reject) => {
    const asked = request(
      {
        agent,
        ...{ host: '127.0.0.1', port, path: `/v1${path}`, method: body ? 'POST' : 'GET' },
        headers: { accept: 'application/json', 'content-type': 'application/json' },
        auth: 'test:test',
      },
      async (response) => {
        try {
          let text = '';
          for await (const part of response.setEncoding('utf8')) text += part;
          if (response.statusCode !== 200) throw new Error(`${path}: ${response.statusCode} ${text}`);
          resolve(JSON.parse(text));
        } catch (error) {
          reject(error);
        }
      },
    );
    asked.once('error', reject);
    asked.end(body && JSON.stringify(body));
  });
}

function configOf(port: number, tell: string): string {
  const may = [
    ...['actions/schedule-downtime', 'actions/remove-downtime'],
    ...['objects/query/Host', 'objects/query/Service', 'objects/query/Downtime', 'objects/modify/Downtime'],
  ];
  const whole = may.map((permission) => `"${permission}"`);
  const limited = may.map(
    (permission) => `{ permission = "${permission}", filter = {{ host.name == "shop" }} }`,
  );
  const command = (of: string, place: string) => `object NotificationCommand "${of}" {
  import "plugin-notification-command"
  command = [ "${tell}" ]
  env = { KIND = "$notification.type$", PLACE = "${place}" }
}`;
  return `
const NodeName = "${nodeName}"
const ZoneName = NodeName
const PluginDir = "/bin"
const PluginContribDir = "/bin"
const ManubulonPluginDir = "/bin"
const TicketSalt = "a salt of the tests"
include <itl>
object Endpoint NodeName { host = "127.0.0.1" }
object Zone ZoneName { endpoints = [ NodeName ] }
object CheckerComponent "checker" { }
object NotificationComponent "notification" { }
object ApiListener "api" { bind_host = "127.0.0.1"; bind_port = ${port} }
object ApiUser "test" { password = "test"; permissions = [ "*" ] }
object ApiUser "lull" {
  password = "lull"
  permissions = [ ${whole.join(', ')}, "status/query" ]
}
object ApiUser "some" {
  password = "some"
  permissions = [ ${limited.join(', ')}, "status/query" ]
}
object ApiUser "guest" { password = "guest"; permissions = [ "objects/query/*" ] }
template Host "told" { check_command = "dummy"; enable_active_checks = false; max_check_attempts = 1 }
template Service "told" { check_command = "dummy"; enable_active_checks = false; max_check_attempts = 1 }
object Host "shop" { import "told" }
object Host "web" { import "told" }
object Service "http" { import "told"; host_name = "shop" }
object Service "disk" { import "told"; host_name = "shop" }
object Service "page" { import "told"; host_name = "web" }
object Dependency "web-on-shop" { parent_host_name = "shop"; child_host_name = "web" }
${command('host', '$host.name$')}
${command('service', '$host.name$!$service.name$')}
object User "ada" { }
apply Notification "host" to Host { command = "host"; users = [ "ada" ]; assign where true }
apply Notification "service" to Service { command = "service"; users = [ "ada" ]; assign where true }
`;
}
