import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { type Alertmanager, startAlertmanager } from '../../peers/alertmanager.ts';
import { type Icinga2, startIcinga2 } from '../../peers/icinga2.ts';
import { startScraping } from '../../peers/prometheus.ts';

/** Somebody was told that the shop is in trouble; the instant is when that arrived. */
export interface Alarm {
  readonly by: 'alertmanager' | 'icinga';
  readonly at: number;
  readonly about: string;
}

/** Monitors that look at the shop once a second, through its proxies as visitors do, and tell people. */
export interface Monitors {
  readonly alerts: Alertmanager;
  readonly icinga: Icinga2;
  /** What people were told, in no order. */
  alarms(): readonly Alarm[];
  /** When each of them found the shop in trouble, told or not. */
  troubles(): Promise<readonly Alarm[]>;
  stop(): Promise<void>;
}

/** Before this file is there Icinga finds everything well: the shop isn't open yet. */
const OPENED = 'opened';

/** Starts them. Icinga looks at the shop by one address, Prometheus by all, as soon as these are known. */
export async function startMonitors(
  address: string,
  all: Promise<readonly string[]>,
  folder: string,
): Promise<Monitors> {
  const told: Alarm[] = [];
  const pager = createServer(async (request, response) => {
    const { alerts } = (await json(request)) as { alerts: { labels: Record<string, string> }[] };
    const at = Date.now();
    told.push(...alerts.map(({ labels }) => ({ by: 'alertmanager' as const, at, about: labels.alertname! })));
    response.end();
  });
  await new Promise<void>((up) => pager.listen(0, '127.0.0.1', up));
  const notify = `http://127.0.0.1:${(pager.address() as AddressInfo).port}/`;
  const [alerts, icinga] = await Promise.all([
    startAlertmanager({ notify }),
    startIcinga2(visiting(address, folder)),
  ]);
  const addresses = await all;
  writeFileSync(join(folder, OPENED), '');
  const host = (url: string): string => new URL(url).host;
  const prometheus = await startScraping({
    targets: addresses.map(host),
    service: 'shop',
    alert: 'ShopDown',
    alertmanager: host(alerts.url),
  });
  return {
    alerts,
    icinga,
    alarms: () => [...told, ...written(folder, 'told')],
    troubles: async () => [...(await firing(prometheus.url)), ...written(folder, 'found')],
    async stop() {
      await Promise.all([alerts.stop(), icinga.stop(), prometheus.stop()]);
      pager.closeAllConnections();
      await new Promise((done) => pager.close(done));
    },
  };
}

/** Icinga's own check and notification: programs that write into the folder what they found and told. */
function visiting(address: string, folder: string): string {
  const script = (name: string, text: string): string => {
    const file = join(folder, name);
    writeFileSync(file, `#!/bin/sh\n${text}\n`, { mode: 0o755 });
    return file;
  };
  const line = (file: string): string => `echo "$(date +%s%3N) $1" >>${join(folder, file)}`;
  const visit = `
[ -e ${join(folder, OPENED)} ] || exit 0
curl -fsS -m 5 -o /dev/null ${address}/health && exit 0
${line('found')}
exit 2`;
  return `
object CheckCommand "visit" { command = [ "${script('visit.sh', visit)}", "$service.name$" ] }
object NotificationCommand "tell" { command = [ "${script('tell.sh', line('told'))}", "$service.name$" ] }
object User "ops" { }
object Service "visit" {
  host_name = "shop"; check_command = "visit"
  check_interval = 1s; retry_interval = 1s; max_check_attempts = 1
}
object Notification "ops" {
  host_name = "shop"; service_name = "visit"; command = "tell"; users = [ "ops" ]; types = [ Problem ]
}
`;
}

function written(folder: string, name: string): Alarm[] {
  const file = join(folder, name);
  const lines = existsSync(file) ? readFileSync(file, 'utf8').trimEnd().split('\n') : [];
  return lines.map((line) => {
    const [at, about] = line.split(' ') as [string, string];
    return { by: 'icinga', at: Number(at), about };
  });
}

/** When alerts fired, by Prometheus's own record. */
async function firing(url: string): Promise<Alarm[]> {
  const query = encodeURIComponent('ALERTS{alertstate="firing"}[10m]');
  const { data } = (await (await fetch(`${url}/api/v1/query?query=${query}`)).json()) as {
    data: { result: { metric: Record<string, string>; values: [number, string][] }[] };
  };
  return data.result.flatMap(({ metric, values }) =>
    values.map(([seconds]) => ({
      by: 'alertmanager' as const,
      at: seconds * 1000,
      about: metric.alertname!,
    })),
  );
}
