import { excerpt, oneLine } from '../../../printable.ts';
import { SECOND } from '../../../time/instant.ts';
import { type Answered, type Calls, jsonOf, refusal, unforeseen } from '../calls/open.ts';
import type { SilencerParts } from '../contract.ts';

/** What its user must be allowed to do. */
export const permissions = [
  'actions/schedule-downtime',
  'actions/remove-downtime',
  'objects/query/Host',
  'objects/query/Service',
  'objects/query/Downtime',
  'objects/modify/Downtime',
  'status/query',
];

/** A downtime of Icinga. Times are seconds. */
export interface ToldDowntime {
  readonly __name: string;
  readonly comment: string;
  readonly host_name: string;
  /** Empty for one of a host. */
  readonly service_name: string;
  readonly start_time: number;
  readonly end_time: number;
}

/** A host or service of Icinga. */
export interface ToldObject {
  readonly name: string;
  /** Of a service alone. */
  readonly host_name?: string;
  readonly state: number;
  /** 1 once it isn't looked at again before people are told. */
  readonly state_type: number;
  readonly downtime_depth: number;
  readonly acknowledgement: number;
  readonly last_hard_state_change: number;
}

/** What objects are meant: the names in a filter go beside it, so that none is taken for a part of it. */
export interface Filter {
  readonly filter: string;
  readonly filter_vars: Readonly<Record<string, unknown>>;
}

/** One downtime that was made, with those that came with it. */
interface Made {
  readonly code: number;
  readonly status: string;
  readonly name?: string;
  readonly service_downtimes?: readonly Made[];
  readonly child_downtimes?: readonly Made[];
}

/** The calls of Icinga's REST API that are used. */
export interface Api {
  /** Version and permissions of the user. */
  about(): Promise<{ readonly version: string | null; readonly permissions: readonly string[] }>;
  /** Its clock less ours, in milliseconds. */
  offset(): Promise<number>;
  objects(type: 'hosts' | 'services', of: Filter): Promise<readonly ToldObject[]>;
  downtimes(of: Filter): Promise<readonly ToldDowntime[]>;
  /** Makes downtimes; gives their names, and none where nothing is meant by the filter. */
  schedule(of: Filter & Readonly<Record<string, unknown>>): Promise<readonly string[]>;
  /** Moves the end of those that are meant, of which nobody is told; false where it can't. */
  extend(of: Filter, endTime: number): Promise<boolean>;
  /** Ends those that are meant; none is well. */
  remove(of: Filter): Promise<void>;
}

const attributes = {
  hosts: ['name', 'state', 'state_type', 'downtime_depth', 'acknowledgement', 'last_hard_state_change'],
  downtimes: ['__name', 'comment', 'host_name', 'service_name', 'start_time', 'end_time'],
};

interface Status {
  readonly name: string;
  readonly status: {
    readonly uptime?: number;
    readonly icingaapplication?: { readonly app?: { readonly program_start?: number } };
  };
}

/**
 * Speaks Icinga's REST API. Every action has a filter: without one it would be about every host.
 *
 * @example await apiOf(calls, parts).remove({ filter: 'downtime.author == who', filter_vars })
 */
export function apiOf(calls: Calls, { name, now }: SilencerParts): Api {
  const post = (path: string, body: object, headers: Record<string, string> = {}): Promise<Answered> =>
    calls.call({
      method: 'POST',
      path,
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
  /** It says 404 where a permission is missing, as it does where there is nothing; newer ones say 403. */
  const refused = (answer: Answered) => {
    const todo = `Look at the names, and at the permissions of its user: ${permissions.join(', ')}.`;
    if (answer.status === 403) return refusal(name, 'answered 403: a permission is missing', todo);
    if (answer.status !== 404) return unforeseen(name, answer);
    return refusal(name, 'answered 404: there is no such thing, or a permission is missing', todo);
  };
  const results = <T>(answer: Answered): readonly T[] => {
    if (answer.status !== 200) throw refused(answer);
    return jsonOf<{ results?: readonly T[] }>(name, answer).results ?? [];
  };
  const get = async <T>(path: string): Promise<readonly T[]> =>
    results<T>(await calls.call({ method: 'GET', path }));
  const query = async <T>(type: string, of: Filter, attrs: readonly string[]): Promise<readonly T[]> => {
    const answer = await post(`/v1/objects/${type}`, { ...of, attrs }, { 'x-http-method-override': 'GET' });
    return results<{ attrs: T }>(answer).map((one) => one.attrs);
  };
  const act = async (action: string, body: object, isNone = nothing): Promise<readonly Made[]> => {
    const answer = await post(`/v1/actions/${action}`, { ...body, author: 'lull' });
    // How it says that nothing is meant by the filter; newer ones say 404.
    if (answer.status === 500 && /^\{"results":\s*\[\]\}\s*$/.test(answer.text)) return [];
    if (answer.status === 404 && (await isNone())) return [];
    const all = results<Made>(answer);
    const failed = all.find(({ code }) => code >= 300 && code !== 404);
    if (failed) throw refusal(name, excerpt(oneLine(failed.status), 200), 'Look into its log.');
    return all;
  };
  const downtimes = (of: Filter) => query<ToldDowntime>('downtimes', of, attributes.downtimes);
  return {
    async about() {
      const [found] = await get<{ version?: string; permissions?: readonly string[] }>('/v1');
      return { version: found?.version ?? null, permissions: found?.permissions ?? [] };
    },
    async offset() {
      // It tells no date with its answers, but since when it runs and for how long.
      const all = await get<Status>('/v1/status');
      const statusOf = (which: string) => all.find((one) => one.name === which)?.status;
      const started = statusOf('IcingaApplication')?.icingaapplication?.app?.program_start;
      const at = (Number(started) + Number(statusOf('CIB')?.uptime)) * SECOND;
      return Number.isFinite(at) ? Math.round(at) - (await now()) : 0;
    },
    objects: (type, of) =>
      query(type, of, type === 'hosts' ? attributes.hosts : [...attributes.hosts, 'host_name']),
    downtimes,
    schedule: async (of) => (await act('schedule-downtime', of)).flatMap(namesOf),
    async extend(of, end_time) {
      const answer = await post('/v1/objects/downtimes', { ...of, attrs: { end_time } });
      return answer.status === 200 && results<Made>(answer).every(({ code }) => code === 200);
    },
    async remove(of) {
      const isNone = async () => (await downtimes(of)).length === 0;
      await act('remove-downtime', { type: 'Downtime', ...of }, isNone);
    },
  };
}

const nothing = async () => false;

function namesOf({ name, service_downtimes = [], child_downtimes = [] }: Made): string[] {
  return [
    ...(name === undefined ? [] : [name]),
    ...service_downtimes.flatMap(namesOf),
    ...child_downtimes.flatMap(namesOf),
  ];
}
