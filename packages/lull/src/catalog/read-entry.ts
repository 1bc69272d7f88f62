import { z } from 'zod';
import type { Path } from './document.ts';
import { blockOf, type Entry, type EntryKind, normalForm, organisationName, withoutNulls } from './entry.ts';
import { name as nameSchema } from './fields.ts';
import { inOurWords, type MistakeAt, mistakesOf } from './issues.ts';
import { badFields, type FieldMistake } from './mistakes.ts';
import { organisationSchema, teamSchema } from './organisation-schemas.ts';
import { freezeSchema, windowSchema } from './rule-schemas.ts';
import { serviceSchema } from './service-schema.ts';

const schemas = {
  organisation: organisationSchema,
  team: teamSchema,
  service: serviceSchema,
  window: windowSchema,
  freeze: freezeSchema,
} as const;

/** What becomes of the body of an entry. */
export type ItemOf<K extends EntryKind> = z.output<(typeof schemas)[K]>;

/** An entry, what it means, and what is wrong with it; with mistakes there is no item. */
export interface ReadEntry<K extends EntryKind> {
  readonly entry: Entry;
  readonly item: ItemOf<K> | null;
  readonly mistakes: readonly FieldMistake[];
}

/**
 * An entry as somebody sends it, in its normal form: names and text in Unicode's NFC, without fields that say
 * nothing. References to other entries are not looked at.
 *
 * @param body anything that JSON can say
 * @throws LullError `bad-request` with `details.mistakes`, each with its `field` in the body
 * @example parseEntry('service', 'shop', { zone: 'Europe/Berlin' }).body.zone === 'Europe/Berlin'
 */
export function parseEntry(kind: EntryKind, name: string, body: unknown): Entry {
  const at = placeOf(kind, name.normalize('NFC'));
  const inBody: MistakeAt<FieldMistake> = (path, message, hint = null) => ({
    field: path.slice(at.length).join('.'),
    message,
    hint,
  });
  const { entry, mistakes } = readEntry(kind, name, body, inBody);
  if (mistakes.length > 0) throw badFields('bad-request', subjectOf(kind, name), mistakes);
  return entry;
}

/** Reads one entry by itself. */
export function readEntry<K extends EntryKind>(
  kind: K,
  name: string,
  body: unknown,
  mistakeAt: MistakeAt<FieldMistake>,
): ReadEntry<K> {
  const normal = { name: name.normalize('NFC'), body: normalForm(body) };
  const at = placeOf(kind, normal.name);
  const named = kind === 'organisation' ? onlyName.safeParse(name) : nameSchema.safeParse(normal.name);
  const wrongName = (named.error?.issues ?? []).map(({ message }) => mistakeAt([...at, 'name'], message));
  const parsed = schemas[kind].safeParse(normal.body, { reportInput: true, error: inOurWords });
  const wrong = (parsed.error?.issues ?? []).flatMap((issue) => mistakesOf(issue, at, mistakeAt));
  return {
    entry: { kind, name: normal.name, body: withoutNulls(normal.body) as Entry['body'] },
    item: parsed.success ? (parsed.data as ItemOf<K>) : null,
    mistakes: [...wrongName, ...wrong],
  };
}

const onlyName = z.literal(organisationName, `is called "${organisationName}", for there is one`);

function placeOf(kind: EntryKind, name: string): Path {
  return kind === 'organisation' ? [blockOf.organisation] : [blockOf[kind], name];
}

/** How a message calls an entry. */
function subjectOf(kind: EntryKind, name: string): string {
  return kind === 'organisation' ? 'the organisation' : `the ${kind} "${name}"`;
}
