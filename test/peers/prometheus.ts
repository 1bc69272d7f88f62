import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  freePort,
  isInstalled,
  type Peer,
  peerFolder,
  run,
  type Sample,
  seriesName,
  startPeer,
} from './process.ts';

/** Why no real Prometheus can be started here, or null. */
export const prometheusMissing =
  isInstalled('prometheus') && isInstalled('promtool')
    ? null
    : 'prometheus is not installed (apt-get install prometheus)';

/**
 * A real Prometheus that holds the samples, ordered by series and time. They are written before it starts: it
 * takes no old ones later.
 */
export async function startPrometheus(samples: readonly Sample[]): Promise<Peer> {
  const folder = await peerFolder('prometheus');
  const [config, data, text] = ['prometheus.yml', 'data', 'samples.txt'].map((name) =>
    join(folder, name),
  ) as [string, string, string];
  await writeFile(config, 'global: { scrape_interval: 1h }\n');
  await writeFile(text, openMetrics(samples));
  await run('promtool', [
    ...['tsdb', 'create-blocks-from', 'openmetrics', '--quiet', '--max-block-duration=768h'],
    ...[text, data],
  ]);
  const port = await freePort();
  return startPeer(
    'prometheus',
    [
      `--config.file=${config}`,
      `--storage.tsdb.path=${data}`,
      '--storage.tsdb.retention.time=100y',
      `--web.listen-address=127.0.0.1:${port}`,
    ],
    { url: `http://127.0.0.1:${port}`, ready: '/-/ready', folder },
  );
}

/** What a Prometheus looks at once a second, and what it says when that is down. */
export interface Scraped {
  /** Addresses, `host:port`, all asked for `/metrics`. */
  readonly targets: readonly string[];
  /** The service that they are of; the alert bears it as a label. */
  readonly service: string;
  /** What fires while one doesn't answer as it should. */
  readonly alert: string;
  /** Where the Alertmanager listens that hears of it, `host:port`. */
  readonly alertmanager: string;
}

/** Starts a real Prometheus that scrapes, and alerts as soon as something is down. */
export async function startScraping({ targets, service, alert, alertmanager }: Scraped): Promise<Peer> {
  const folder = await peerFolder('prometheus');
  const [config, rules] = [join(folder, 'prometheus.yml'), join(folder, 'rules.yml')];
  await writeFile(
    config,
    `global: { scrape_interval: 1s, scrape_timeout: 1s, evaluation_interval: 1s }
rule_files: [${rules}]
alerting: { alertmanagers: [{ static_configs: [{ targets: ["${alertmanager}"] }] }] }
scrape_configs:
  - job_name: ${service}
    static_configs: [{ targets: ${JSON.stringify(targets)}, labels: { service: ${service} } }]
`,
  );
  await writeFile(
    rules,
    `groups: [{ name: ${service}, rules: [{ alert: ${alert}, expr: 'up{service="${service}"} == 0' }] }]\n`,
  );
  const port = await freePort();
  return startPeer(
    'prometheus',
    [
      `--config.file=${config}`,
      `--storage.tsdb.path=${join(folder, 'data')}`,
      '--rules.alert.resend-delay=1s',
      `--web.listen-address=127.0.0.1:${port}`,
    ],
    { url: `http://127.0.0.1:${port}`, ready: '/-/ready', folder },
  );
}

function openMetrics(samples: readonly Sample[]): string {
  const lines: string[] = [];
  let family = '';
  for (const sample of samples) {
    if (sample.name !== family) lines.push(`# TYPE ${sample.name} gauge`);
    family = sample.name;
    lines.push(`${seriesName(sample)} ${sample.value} ${sample.at / 1000}`);
  }
  return `${lines.join('\n')}\n# EOF\n`;
}
