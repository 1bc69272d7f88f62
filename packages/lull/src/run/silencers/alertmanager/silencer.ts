import { openCalls } from '../calls/open.ts';
import type { Alert, Lease, Silencer, SilencerParts } from '../contract.ts';
import { markOf } from '../mark.ts';
import { authorizationOf, secretsOf } from '../settings/credentials.ts';
import { type Api, apiOf, type ToldAlert, type ToldSilence } from './api.ts';
import { readScope, writtenMatcher } from './scope.ts';
import type { AlertmanagerSettings } from './settings.ts';

/**
 * An Alertmanager, by its API v2.
 *
 * @throws LullError `bad-setting`
 * @example const alerts = await alertmanagerSilencer(settings, parts, process.env); await alerts.check();
 */
export async function alertmanagerSilencer(
  { url, ca = null, certificateName = null, user, password, token }: AlertmanagerSettings,
  parts: SilencerParts,
  env: NodeJS.ProcessEnv,
): Promise<Silencer> {
  const { name, installation, now } = parts;
  const secret = secretsOf(name, env);
  const authorization = authorizationOf({
    user,
    password: password && secret(password),
    token: token && secret(token),
  });
  const calls = await openCalls({ name, url, ca, certificateName, authorization });
  const api = apiOf(calls, parts);
  return {
    name,
    kind: 'alertmanager',
    async hold(lease) {
      const matchers = readScope(name, lease.scope);
      const { silence, offset } = await known(api, lease);
      const id = await api.post({
        ...(silence && { id: silence.id }),
        matchers,
        // Its own word: with another start it would make a new one and end this.
        startsAt: silence?.startsAt ?? new Date((await now()) + offset).toISOString(),
        endsAt: new Date(lease.until + offset).toISOString(),
        createdBy: 'lull',
        comment: `${lease.comment} ${markOf(installation, lease.id)}`,
      });
      return [id];
    },
    async release({ id, remote }) {
      for (const each of remote) await api.expire(each);
      const { value } = await api.ours();
      for (const silence of value) if (silence.lease === id) await api.expire(silence.id);
    },
    async held() {
      const { value, offset } = await api.ours();
      return value.map(({ lease, id, endsAt }) => ({
        id: lease,
        remote: [id],
        until: Date.parse(endsAt) - (offset ?? 0),
      }));
    },
    async firing(scope) {
      const alerts = await api.alerts(readScope(name, scope).map(writtenMatcher));
      const isHeld = alerts.some(({ status }) => status.silencedBy.length > 0);
      // Ended ones among them: an alert that was read just before the end is still held by one.
      const own = new Set(isHeld ? (await api.marked()).value.map((silence) => silence.id) : []);
      return alerts.map((alert) => alertOf(alert, own));
    },
    async check() {
      const { value: version, offset: clockOffset } = await api.version();
      await api.ours();
      return { version, clockOffset };
    },
    shows: (scope) => readScope(name, scope).map(writtenMatcher).join(', '),
    close: () => calls.close(),
  };
}

/** What it has of a lease, and how far its clock is off. */
async function known(api: Api, lease: Lease): Promise<{ silence: ToldSilence | null; offset: number }> {
  for (const id of lease.remote) {
    const { value, offset } = await api.silence(id);
    if (value !== null && value.status.state !== 'expired') return { silence: value, offset: offset ?? 0 };
  }
  const { value, offset } = await api.ours();
  return { silence: value.find((one) => one.lease === lease.id) ?? null, offset: offset ?? 0 };
}

function alertOf({ labels, startsAt, status }: ToldAlert, own: ReadonlySet<string>): Alert {
  const { alertname = 'an alert without a name', ...others } = labels;
  const on = Object.entries(others).map(([label, value]) => `${label}=${value}`);
  return {
    name: alertname,
    on: on.join(', '),
    since: Date.parse(startsAt),
    isQuiet: status.inhibitedBy.length > 0 || status.silencedBy.some((id) => !own.has(id)),
  };
}
