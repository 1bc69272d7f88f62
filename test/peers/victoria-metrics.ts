import { join } from 'node:path';
import {
  freePort,
  isInstalled,
  type Peer,
  peerFolder,
  type Sample,
  seriesName,
  startPeer,
} from './process.ts';

/** Why no real VictoriaMetrics can be started here, or null. */
export const victoriaMetricsMissing = isInstalled('victoria-metrics')
  ? null
  : 'victoria-metrics is not installed (apt-get install victoria-metrics)';

/** A real VictoriaMetrics that holds the samples. */
export async function startVictoriaMetrics(samples: readonly Sample[]): Promise<Peer> {
  const folder = await peerFolder('victoria-metrics');
  const port = await freePort();
  const peer = await startPeer(
    'victoria-metrics',
    [
      '-storageDataPath',
      join(folder, 'data'),
      '-httpListenAddr',
      `127.0.0.1:${port}`,
      '-retentionPeriod',
      '100y',
    ],
    { url: `http://127.0.0.1:${port}`, ready: '/health', folder },
  );
  const body = samples.map((sample) => `${seriesName(sample)} ${sample.value} ${sample.at}\n`).join('');
  const imported = await fetch(`${peer.url}/api/v1/import/prometheus`, { method: 'POST', body });
  if (!imported.ok) throw new Error(`VictoriaMetrics refused the samples: ${await imported.text()}`);
  // Samples can be asked for once they have left the buffer of the import.
  await fetch(`${peer.url}/internal/force_flush`);
  return peer;
}
