import type { Question } from '../../../api/ask.ts';
import { quoted } from '../../../parts/command-line.tsx';
import { isoLength, shortLength } from '../../../time/lengths.ts';
import type { Settings } from '../settings.ts';

type Body = NonNullable<Question<'createDowntime'>['body']>;
export type StepFile = import('../../../../../lull/src/api/contract/runs.ts').StepFileView;

/** What is typed in the dialog. */
export interface Typed {
  readonly title: string;
  readonly owner: string;
  readonly people: string;
  readonly paths: string;
  readonly tenants: string;
  /** The step file that is run; null for work by hand. */
  readonly steps: StepFile | null;
  readonly parameters: Readonly<Record<string, string>>;
  readonly isOverriding: boolean;
  readonly why: string;
}

export const nothingTyped: Typed = {
  title: '',
  owner: '',
  people: '',
  paths: '',
  tenants: '',
  steps: null,
  parameters: {},
  isOverriding: false,
  why: '',
};

/** A service and a moment, chosen. */
export interface Chosen extends Pick<Settings, 'takes' | 'rollback' | 'mode'> {
  readonly service: string;
  readonly at: number;
}

/** The downtime as the API takes it. */
export function bodyOf(chosen: Chosen, typed: Typed, isScheduled: boolean): Body {
  const { service, at, takes, rollback, mode } = chosen;
  const isPart = mode === 'partial';
  const { owner, why, isOverriding, steps, parameters } = typed;
  return {
    title: typed.title.trim(),
    services: [service],
    mode,
    part: isPart ? { paths: listed(typed.paths), tenants: listed(typed.tenants, /[,\n]/) } : null,
    start: new Date(at).toISOString(),
    takes: isoLength(takes),
    rollback: isoLength(rollback),
    people: listed(typed.people),
    steps: steps && [{ agent: steps.agent, name: steps.name, hash: steps.hash, parameters: set(parameters) }],
    schedule: isScheduled,
    override: isScheduled && isOverriding,
    ...(owner.trim() !== '' && { owner: owner.trim() }),
    ...(why.trim() !== '' && { why: why.trim() }),
  };
}

function listed(text: string, between = /[\s,]+/): string[] {
  return [...new Set(text.split(between).map((one) => one.trim()))].filter(Boolean);
}

function set(parameters: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(parameters).filter(([, value]) => value !== ''));
}

/** The command that does the same. */
export function commandOf(chosen: Chosen, typed: Typed): string {
  const { service, at, takes, rollback, mode } = chosen;
  const { part, people = [], owner, steps, override, why } = bodyOf(chosen, typed, true);
  const [file] = steps ?? [];
  const given: readonly (readonly [string, string])[] = [
    ['--title', typed.title.trim() || '…'],
    ['--at', new Date(at).toISOString().replace('.000Z', 'Z')],
    ['--takes', shortLength(takes)],
    ...(rollback > 0 ? [['--rollback', shortLength(rollback)] as const] : []),
    ...(mode === 'full' ? [] : [['--mode', mode] as const]),
    ...(part?.paths ?? []).map((path) => ['--path', path] as const),
    ...(part?.tenants ?? []).map((tenant) => ['--tenant', tenant] as const),
    ...(owner === undefined ? [] : [['--owner', owner] as const]),
    ...people.map((person) => ['--with', person] as const),
    ...(file ? [['--steps', `${file.agent ? `${file.agent}:` : ''}${file.name}=${file.hash}`] as const] : []),
    ...Object.entries(file?.parameters ?? {}).map(
      ([name, value]) => ['--parameter', `${name}=${value}`] as const,
    ),
    ...(why === undefined ? [] : [['--reason', why] as const]),
  ];
  const options = given.map(([option, value]) => `${option} ${quoted(value)}`);
  return ['lull downtime schedule', quoted(service), ...options, ...(override ? ['--override'] : [])].join(
    ' ',
  );
}
