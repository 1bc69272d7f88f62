import { SECOND } from '../../../time/instant.ts';
import { openCalls, refusal } from '../calls/open.ts';
import type { Alert, HeldLease, Lease, Silencer, SilencerParts } from '../contract.ts';
import { leaseIn, markOf } from '../mark.ts';
import { authorizationOf, secretsOf } from '../settings/credentials.ts';
import { apiOf, type Filter, permissions, type ToldDowntime, type ToldObject } from './api.ts';
import { type IcingaScope, readScope, shownScope } from './scope.ts';
import type { Icinga2Settings } from './settings.ts';

/**
 * An Icinga 2, by its REST API. It tells people of each downtime that begins or ends, so a renewal moves the
 * end of what is there.
 *
 * @throws LullError `bad-setting`
 * @example const icinga = await icinga2Silencer(settings, parts, process.env); await icinga.check();
 */
export async function icinga2Silencer(
  { url, ca = null, certificateName = null, user, password }: Icinga2Settings,
  parts: SilencerParts,
  env: NodeJS.ProcessEnv,
): Promise<Silencer> {
  const { name, installation, now } = parts;
  const authorization = authorizationOf({ user, password: secretsOf(name, env)(password) });
  const calls = await openCalls({ name, url, ca, certificateName, authorization });
  const api = apiOf(calls, parts);
  const mark = (lease: string) => ({ lull_mark: `*${markOf(installation, lease)}` });
  const ours = (more: Partial<Filter> = {}): Filter => ({
    filter: `match(lull_mark, downtime.comment)${more.filter ?? ''}`,
    filter_vars: { lull_mark: `*[lull ${installation}/*`, ...more.filter_vars },
  });
  /** Whether all that was made for a lease holds still: nobody has ended a part of it, nor did it lapse. */
  const isWhole = async ({ id, remote }: Lease, at: number): Promise<boolean> => {
    if (remote.length === 0) return false;
    const own = await api.downtimes({ filter: 'match(lull_mark, downtime.comment)', filter_vars: mark(id) });
    const holding = new Set(own.filter(({ end_time }) => end_time > at).map(({ __name }) => __name));
    return remote.every((one) => holding.has(one));
  };
  return {
    name,
    kind: 'icinga2',
    async hold(lease) {
      const scope = readScope(name, lease.scope);
      const offset = await api.offset();
      const start_time = Math.floor(((await now()) + offset) / SECOND);
      const end_time = Math.ceil((lease.until + offset) / SECOND);
      // It would take an end that is before the start.
      if (end_time <= start_time)
        throw refusal(name, 'is asked to be quiet until what is past', 'Report this.');
      const isShorter: Filter = {
        filter: 'match(lull_mark, downtime.comment) && downtime.end_time < lull_end',
        filter_vars: { ...mark(lease.id), lull_end: end_time },
      };
      if (await isWhole(lease, start_time)) {
        if (await api.extend(isShorter, end_time)) return lease.remote;
      }
      const made = await api.schedule({
        ...kindOf(scope),
        ...meant(scope),
        comment: `${lease.comment} ${markOf(installation, lease.id)}`,
        start_time,
        end_time,
        fixed: true,
        ...(scope.withChildren && { child_options: 'DowntimeNonTriggeredChildren' }),
      });
      if (made.length === 0) throw unknown(name, shownScope(scope));
      // What ends as late stays, so that two servers that renew at once don't take away each other's.
      await api.remove(isShorter);
      return made;
    },
    release: ({ id }) => api.remove({ filter: 'match(lull_mark, downtime.comment)', filter_vars: mark(id) }),
    async held() {
      const offset = await api.offset();
      const byLease = Map.groupBy(await api.downtimes(ours()), ({ comment }) =>
        leaseIn(comment, installation),
      );
      return [...byLease].flatMap(([id, downtimes]): HeldLease[] => {
        if (id === null) return [];
        const until = Math.max(...downtimes.map(({ end_time }) => end_time * SECOND)) - offset;
        return [{ id, remote: downtimes.map((one) => one.__name), until }];
      });
    },
    async firing(scope) {
      const read = readScope(name, scope);
      const holding = async (): Promise<readonly ToldDowntime[]> => {
        const filter_vars = { lull_hosts: read.hosts };
        const own = await api.downtimes(
          ours({ filter: ' && downtime.host_name in lull_hosts', filter_vars }),
        );
        const at = ((await now()) + offset) / SECOND;
        return own.filter(({ start_time, end_time }) => start_time <= at && at <= end_time);
      };
      const offset = await api.offset();
      const before = await holding();
      const hosts = await api.objects('hosts', meant({ ...read, services: [] }));
      const services = await api.objects('services', meant(read));
      const after = await holding();
      const missing = [
        ...missingIn(read.hosts, hosts),
        ...(hosts.length > 0 ? missingIn(read.services, services) : []),
      ];
      if (missing.length > 0) throw unknown(name, missing.join(', '));
      const looked = read.services.length > 0 ? services : [...hosts, ...services];
      // A state that is only being looked at again is no alert yet.
      const bad = looked.filter(({ state, state_type }) => state !== 0 && state_type === 1);
      // Meanwhile ours may have come or gone: what is as deep as they were at either time is of nobody else.
      return bad.map((object) => alertOf(object, Math.max(depthOf(object, before), depthOf(object, after))));
    },
    async check() {
      const { version, permissions: has } = await api.about();
      const missing = permissions.filter((wanted) => !has.some((given) => covers(given, wanted)));
      if (missing.length > 0) {
        throw refusal(name, `its user may not ${missing.join(', ')}`, 'Add these to its permissions.');
      }
      return { version, clockOffset: await api.offset() };
    },
    shows: (scope) => shownScope(readScope(name, scope)),
    close: () => calls.close(),
  };
}

/** Downtimes of services alone, or of hosts with all of their services. */
function kindOf({ services }: IcingaScope) {
  return services.length > 0 ? { type: 'Service' } : { type: 'Host', all_services: true };
}

function meant({ hosts, services }: IcingaScope): Filter {
  const filter = 'host.name in lull_hosts';
  const filter_vars = { lull_hosts: hosts };
  if (services.length === 0) return { filter, filter_vars };
  return {
    filter: `${filter} && service.name in lull_services`,
    filter_vars: { ...filter_vars, lull_services: services },
  };
}

function unknown(name: string, what: string) {
  return refusal(name, `has no ${what}`, 'Look at how they are called there.');
}

function missingIn(names: readonly string[], found: readonly ToldObject[]): string[] {
  return names.filter((name) => !found.some((one) => one.name === name));
}

const serviceStates = ['ok', 'warning', 'critical', 'unknown'];

/** Its host and, of a service, its name there. */
function placeOf({ name, host_name }: ToldObject): readonly [host: string, service: string] {
  return host_name === undefined ? [name, ''] : [host_name, name];
}

function depthOf(object: ToldObject, downtimes: readonly ToldDowntime[]): number {
  const [host, service] = placeOf(object);
  return downtimes.filter((one) => one.host_name === host && one.service_name === service).length;
}

function alertOf(object: ToldObject, own: number): Alert {
  const { state, acknowledgement, downtime_depth, last_hard_state_change } = object;
  const [host, service] = placeOf(object);
  return {
    name: service === '' ? 'host down' : service,
    on: service === '' ? host : `${host}, ${serviceStates[state] ?? String(state)}`,
    since: Math.round(last_hard_state_change * SECOND),
    isQuiet: acknowledgement !== 0 || downtime_depth > own,
  };
}

/** Whether a permission covers another, as `objects/query/*` and `*` do, be it for some objects only. */
function covers(given: string, wanted: string): boolean {
  const pattern = given
    .replace(/ \(filtered\)$/, '')
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${pattern}$`, 'i').test(wanted);
}
