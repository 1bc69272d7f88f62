import type { Answer } from '../../api/ask.ts';

/** A service as the API has it. */
export type ServiceEntry = Answer<'readService'>;

/** Its fields as they are written in lull.yaml. */
export type ServiceBody = Readonly<Record<string, unknown>>;

/** A traffic source as a form has it. */
export interface SourceRow {
  readonly source: string;
  readonly format?: string;
  readonly series?: string;
}

/** What the form of a service has a field for; what else is written stays as it is. */
export const formFields = [
  'zone',
  'title',
  'description',
  'team',
  'dependsOn',
  'windows',
  'holidays',
  'traffic',
  'public',
  'gates',
  'policy',
] as const;

/** Lengths of the policy, in the order of a downtime. */
export const policyLengths = ['warnBefore', 'startWithin', 'drainWithin', 'remindEvery', 'extendBy'] as const;

/** Its traffic sources, each as an object. */
export function sourcesOf({ traffic }: ServiceBody): readonly SourceRow[] {
  return listOf(traffic).map((one) => (typeof one === 'string' ? { source: one } : (one as SourceRow)));
}

/** A source as it is written: the shortest form that says all of it. */
export function writtenSource({ source, format, series }: SourceRow): string | SourceRow {
  if (!format && !series) return source;
  return { source, ...(format && { format }), ...(series && { series }) };
}

/** Names that are written as one, as a list, or not at all. */
export function namesOf(value: unknown): readonly string[] {
  return listOf(value) as readonly string[];
}

/** How many gates it expects; 0 where it says nothing. */
export function expectedGates({ gates }: ServiceBody): number {
  if (typeof gates === 'number') return gates;
  return (gates as { expect?: number } | null | undefined)?.expect ?? 0;
}

/** The same gates, with another number of them. */
export function withExpected({ gates }: ServiceBody, expect: number): unknown {
  if (typeof gates === 'object' && gates !== null) return { ...gates, expect };
  return expect === 0 ? undefined : expect;
}

/** What is written and has no field in the form. */
export function untouchedOf(body: ServiceBody): readonly string[] {
  const known: readonly string[] = formFields;
  const inPolicy = Object.keys((body.policy as object | null | undefined) ?? {})
    .filter((field) => ![...policyLengths, 'atTurnBack', 'verify'].includes(field as never))
    .map((field) => `policy.${field}`);
  const inGates =
    typeof body.gates === 'object' && body.gates !== null
      ? Object.keys(body.gates)
          .filter((field) => field !== 'expect')
          .map((field) => `gates.${field}`)
      : [];
  return [...Object.keys(body).filter((field) => !known.includes(field)), ...inPolicy, ...inGates];
}

function listOf(value: unknown): readonly unknown[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value : [value];
}
