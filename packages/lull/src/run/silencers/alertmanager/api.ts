import { type Answered, type Calls, jsonOf, unforeseen } from '../calls/open.ts';
import type { SilencerParts } from '../contract.ts';
import { leaseIn } from '../mark.ts';

/** A silence, as API v2 tells it. */
export interface ToldSilence {
  readonly id: string;
  readonly status: { readonly state: 'pending' | 'active' | 'expired' };
  readonly comment: string;
  /** With the zone of whoever made it. */
  readonly startsAt: string;
  readonly endsAt: string;
}

/** One of this installation, with the id of its lease. */
export type OwnSilence = ToldSilence & { readonly lease: string };

/** An alert, as API v2 tells it. */
export interface ToldAlert {
  readonly labels: Readonly<Record<string, string>>;
  readonly startsAt: string;
  readonly status: { readonly silencedBy: readonly string[]; readonly inhibitedBy: readonly string[] };
}

/** What was told, and how far the clock of whoever told it is before ours, in milliseconds. */
interface Heard<T> {
  readonly value: T;
  /** To the second; null where no time was told. */
  readonly offset: number | null;
}

/** The calls of Alertmanager's API v2 that are used. */
export interface Api {
  version(): Promise<Heard<string | null>>;
  /** Null for one that it doesn't know. */
  silence(id: string): Promise<Heard<ToldSilence | null>>;
  /** Those of this installation that it still knows, ended ones among them. */
  marked(): Promise<Heard<readonly OwnSilence[]>>;
  /** Those of them that hold or will. */
  ours(): Promise<Heard<readonly OwnSilence[]>>;
  /** Makes a silence or changes one; gives its id, which may be a new one. */
  post(silence: object): Promise<string>;
  /** Ends it; one that isn't there is well. */
  expire(id: string): Promise<void>;
  alerts(filters: readonly string[]): Promise<readonly ToldAlert[]>;
}

/**
 * Speaks API v2.
 *
 * @example await apiOf(calls, parts).expire('30364901-a230-4300-ad4b-d611276c5b8b')
 */
export function apiOf(calls: Calls, { name, installation, now }: SilencerParts): Api {
  const heard = async <T>({ date }: Answered, value: T): Promise<Heard<T>> => ({
    value,
    offset: date === null ? null : date - (await now()),
  });
  const get = async <T>(path: string): Promise<Heard<T>> => {
    const answer = await calls.call({ method: 'GET', path });
    if (answer.status !== 200) throw unforeseen(name, answer);
    return heard(answer, jsonOf<T>(name, answer));
  };
  const marked = async (): Promise<Heard<readonly OwnSilence[]>> => {
    const { value, offset } = await get<ToldSilence[]>('/api/v2/silences');
    const own = value.flatMap((silence) => {
      const lease = leaseIn(silence.comment, installation);
      return lease === null ? [] : [{ ...silence, lease }];
    });
    return { value: own, offset };
  };
  return {
    async version() {
      const { value, offset } = await get<{ versionInfo?: { version?: string } }>('/api/v2/status');
      return { value: value.versionInfo?.version ?? null, offset };
    },
    async silence(id) {
      const answer = await calls.call({ method: 'GET', path: `/api/v2/silence/${encodeURIComponent(id)}` });
      if (answer.status === 404) return heard(answer, null);
      if (answer.status !== 200) throw unforeseen(name, answer);
      return heard(answer, jsonOf<ToldSilence>(name, answer));
    },
    marked,
    async ours() {
      const { value, offset } = await marked();
      return { value: value.filter(({ status }) => status.state !== 'expired'), offset };
    },
    async post(silence) {
      const answer = await calls.call({
        method: 'POST',
        path: '/api/v2/silences',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(silence),
      });
      if (answer.status !== 200) throw unforeseen(name, answer);
      return jsonOf<{ silenceID: string }>(name, answer).silenceID;
    },
    async expire(id) {
      const answer = await calls.call({
        method: 'DELETE',
        path: `/api/v2/silence/${encodeURIComponent(id)}`,
      });
      // It says 500 of one that it doesn't know; newer ones say 404.
      const isUnknown = answer.status === 404 || (answer.status === 500 && /not found/i.test(answer.text));
      if (answer.status !== 200 && !isUnknown) throw unforeseen(name, answer);
    },
    async alerts(filters) {
      const query = new URLSearchParams(filters.map((filter) => ['filter', filter]));
      return (await get<ToldAlert[]>(`/api/v2/alerts?${query}`)).value;
    },
  };
}
