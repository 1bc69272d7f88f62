import { useState } from 'react';
import type { Refusal } from '../../api/ask.ts';
import type { Body, Rule } from './kinds.ts';

/** What is being written, and what it was written over. */
export interface Draft {
  readonly name: string;
  readonly body: Body;
  /** As it was when the writing began, or when theirs was last looked at; null for what is new. */
  readonly base: Rule | null;
  rename(name: string): void;
  /** Sets a field; undefined takes it out. */
  set(field: string, value: unknown): void;
  /** Goes on over what somebody else stored, with these fields. */
  rebase(base: Rule | null, body?: Body): void;
}

/** Keeps what is being written. */
export function useDraft(saved: Rule | null, fresh: Body): Draft {
  const [name, rename] = useState(saved?.name ?? '');
  const [body, setBody] = useState<Body>(saved?.body ?? fresh);
  const [base, setBase] = useState(saved);
  return {
    name,
    body,
    base,
    rename,
    set: (field, value) =>
      setBody((before) => {
        const { [field]: _, ...others } = before;
        // In its old place, so that the file keeps its order.
        if (value === undefined) return others;
        return field in before ? { ...before, [field]: value } : { ...others, [field]: value };
      }),
    rebase: (next, written) => {
      setBase(next);
      if (written) setBody(written);
    },
  };
}

/** Whether two fields, or bodies, say the same. */
export function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(sorted(one)) === JSON.stringify(sorted(other));
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, inner]) => [key, sorted(inner)] as const);
  return Object.fromEntries(entries.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

/** What is wrong with each field, by its path in the block; `name` for the name. */
export function mistakesIn(error: Refusal | null): ReadonlyMap<string, string> {
  const mistakes = new Map<string, string>();
  for (const { field, at, message, hint } of error?.problem?.mistakes ?? []) {
    const place = field ?? at?.replace(/^(path|body)\./, '').replaceAll(/\[(\d+)\]/g, '.$1') ?? '';
    const told = hint ? `${message} (${hint})` : message;
    mistakes.set(place, mistakes.has(place) ? `${mistakes.get(place)}; ${told}` : told);
  }
  return mistakes;
}

/** As lull.yaml has it: JSON's values are YAML's too. */
export function yamlOf(body: Body): string {
  return Object.entries(body)
    .map(([field, value]) => `${field}: ${isPlain(value) ? value : JSON.stringify(value)}`)
    .join('\n');
}

/** Text that YAML reads as itself without quotes: letters first, and nothing that means something to it. */
const isPlain = (value: unknown) =>
  typeof value === 'string' &&
  /^[A-Za-z][A-Za-z0-9/_=;,+ -]*$/.test(value) &&
  !/^(y|n|yes|no|on|off|true|false|null)$/i.test(value) &&
  !value.endsWith(' ');
