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
