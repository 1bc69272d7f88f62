import { formatInstant } from '../../../time/instant.ts';
import { openCalls } from '../calls/open.ts';
import type { Lease, Silencer, SilencerParts } from '../contract.ts';
import { secretsOf } from '../settings/credentials.ts';
import { apiOf } from './api.ts';
import { readScope, shownScope } from './scope.ts';
import type { WebhookSettings } from './settings.ts';

/**
 * A webhook that is told of quiet: whoever listens makes of it what it can, and lets it end by itself at the
 * end that was told last.
 *
 * @throws LullError `bad-setting`
 * @example const pager = await webhookSilencer(settings, parts, process.env); await pager.check();
 */
export async function webhookSilencer(
  { url, ca = null, certificateName = null, secret }: WebhookSettings,
  parts: SilencerParts,
  env: NodeJS.ProcessEnv,
): Promise<Silencer> {
  const { name, installation } = parts;
  const calls = await openCalls({ name, url, ca, certificateName, authorization: async () => null });
  const api = apiOf(calls, parts, secretsOf(name, env)(secret));
  return {
    name,
    kind: 'webhook',
    async hold(lease) {
      const isNew = lease.remote.length === 0;
      const type = isNew ? 'silence.held' : 'silence.renewed';
      // One that was told is told again under the same id; a renewal is known by the end that it tells.
      const id = isNew ? `${lease.id}.held` : `${lease.id}.renewed.${lease.until}`;
      await api.tell({ id, type, data: dataOf(lease) });
      return [lease.id];
    },
    async release(lease) {
      // One that a slow renewal came after is told once more: not a repeat, but the end of that renewal.
      const id = `${lease.id}.released.${lease.until}`;
      await api.tell({ id, type: 'silence.released', data: dataOf(lease) });
    },
    held: async () => [],
    firing: async () => [],
    async check() {
      await api.tell({ id: `${installation}.test.${Date.now()}`, type: 'test', data: { isTest: true } });
      return { version: null, clockOffset: null };
    },
    shows: shownScope,
    close: () => calls.close(),
  };
}

function dataOf({ id, downtime, service, comment, scope, from, until }: Lease) {
  return {
    silence: id,
    downtime,
    service,
    comment,
    scope: readScope(scope),
    from: formatInstant(from),
    until: formatInstant(until),
  };
}
