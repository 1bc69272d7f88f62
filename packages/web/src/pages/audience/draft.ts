import { quoted } from '../../parts/command-line.tsx';
import type { Language } from '../../words/words.tsx';
import type { Subscriber } from './list.tsx';

/** The kinds of notices that a subscriber may leave out. */
export const kindNames = [
  'scheduled',
  'reminder',
  'started',
  'completed',
] as const satisfies readonly NonNullable<Subscriber['kinds']>[number][];

/** What is typed about a subscriber. */
export interface Draft {
  readonly channel: Subscriber['channel'];
  readonly address: string;
  readonly secret: string;
  readonly state: Subscriber['state'];
  readonly language: string;
  readonly zone: string;
  readonly services: string[] | null;
  readonly kinds: (typeof kindNames)[number][] | null;
  readonly tenants: string;
  readonly tags: string;
  readonly why: string;
}

/** What stands in the fields before anything is typed. */
export function draftOf(subscriber: Subscriber | null, language: Language): Draft {
  return {
    channel: subscriber?.channel ?? 'mail',
    address: '',
    secret: '',
    state: subscriber?.state ?? 'active',
    language: subscriber?.language ?? language,
    zone: subscriber?.zone ?? '',
    services: subscriber?.services ?? null,
    kinds: subscriber?.kinds ?? null,
    tenants: subscriber?.tenants.join(', ') ?? '',
    tags: subscriber?.tags.join(', ') ?? '',
    why: '',
  };
}

/**
 * The values of a text with commas between.
 *
 * @example listOf('a, b') // ['a', 'b']
 */
export function listOf(text: string): string[] {
  return text
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '');
}

/** The command that does the same. */
export function lineOf(draft: Draft, subscriber: Subscriber | null): string {
  const many = (values: readonly string[], none: string): string => quoted(values.join(',') || none);
  const parts = [
    subscriber === null ? `add ${quoted(draft.address.trim() || 'ADDRESS')}` : `set ${subscriber.id}`,
    subscriber === null && draft.channel !== 'mail' ? `--channel ${draft.channel}` : '',
    subscriber !== null && draft.state !== subscriber.state ? `--state ${draft.state}` : '',
    `--services ${draft.services === null ? 'all' : many(draft.services, 'all')}`,
    `--kinds ${draft.kinds === null ? 'all' : many(draft.kinds, 'none')}`,
    `--language ${quoted(draft.language)}`,
    draft.zone.trim() ? `--zone ${quoted(draft.zone.trim())}` : '',
    draft.tenants || subscriber?.tenants.length ? `--tenants ${many(listOf(draft.tenants), 'none')}` : '',
    draft.tags || subscriber?.tags.length ? `--tags ${many(listOf(draft.tags), 'none')}` : '',
    draft.secret ? '--secret' : '',
    draft.why.trim() ? `--reason ${quoted(draft.why.trim())}` : '',
  ];
  return `lull subscribers ${parts.filter((part) => part !== '').join(' ')}`;
}
