import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort, isInstalled, type Peer, peerFolder, startPeer } from './process.ts';

/** Why no real Alertmanager can be started here, or null. */
export const alertmanagerMissing = isInstalled('prometheus-alertmanager')
  ? null
  : 'Alertmanager is not installed (apt-get install prometheus-alertmanager)';

/** A silence as API v2 tells it. */
export interface ToldSilence {
  readonly id: string;
  readonly status: { readonly state: 'pending' | 'active' | 'expired' };
  readonly comment: string;
  readonly createdBy: string;
  readonly startsAt: string;
  readonly endsAt: string;
  readonly matchers: readonly object[];
}

/** A real Alertmanager, and what a test says to it. */
export interface Alertmanager extends Peer {
  /** Makes alerts fire with these labels, for five minutes. */
  fire(...alerts: readonly Readonly<Record<string, string>>[]): Promise<void>;
  silences(): Promise<readonly ToldSilence[]>;
  /** Silences that hold now. */
  active(): Promise<readonly ToldSilence[]>;
  /** Somebody's own silence; its id. */
  silence(comment: string, matchers: Readonly<Record<string, string>>): Promise<string>;
}

/**
 * Starts it.
 *
 * @param options.notify where it posts what it tells people of; nobody when left out
 * @param options.port one that is free when left out
 */
export async function startAlertmanager({
  notify,
  port,
}: {
  readonly notify?: string;
  readonly port?: number;
} = {}): Promise<Alertmanager> {
  const folder = await peerFolder('alertmanager');
  const config = join(folder, 'alertmanager.yml');
  const hooks = notify === undefined ? '' : `, webhook_configs: [{ url: "${notify}", send_resolved: false }]`;
  await writeFile(
    config,
    `route: { receiver: all, group_by: ["..."], group_wait: 100ms, group_interval: 500ms, repeat_interval: 1h }
receivers: [{ name: all${hooks} }]
`,
  );
  const listening = port ?? (await freePort());
  const url = `http://127.0.0.1:${listening}`;
  const peer = await startPeer(
    'prometheus-alertmanager',
    [
      `--config.file=${config}`,
      `--storage.path=${join(folder, 'data')}`,
      `--web.listen-address=127.0.0.1:${listening}`,
      '--cluster.listen-address=',
    ],
    { url, ready: '/-/ready', folder },
  );
  const call = async (path: string, body?: object) => {
    const response = await fetch(`${url}/api/v2/${path}`, {
      ...(body && {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${path} was answered with ${response.status} ${text}`);
    return text === '' ? null : JSON.parse(text);
  };
  const silences = async (): Promise<readonly ToldSilence[]> => call('silences');
  return {
    ...peer,
    fire: (...alerts) =>
      call(
        'alerts',
        alerts.map((labels) => ({ labels })),
      ),
    silences,
    active: async () => (await silences()).filter(({ status }) => status.state === 'active'),
    async silence(comment, matchers) {
      const now = Date.now();
      const made = await call('silences', {
        matchers: Object.entries(matchers).map(([name, value]) => ({ name, value, isRegex: false })),
        startsAt: new Date(now).toISOString(),
        endsAt: new Date(now + 3_600_000).toISOString(),
        createdBy: 'ada',
        comment,
      });
      return made.silenceID;
    },
  };
}
