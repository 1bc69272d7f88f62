import { z } from 'zod';

/**
 * The one field of several that is written.
 *
 * @param context where none or more than one is said
 * @example theOne({ http: action, sql: undefined }, context) // action
 */
export function theOne<T>(fields: Readonly<Record<string, T | undefined>>, context: z.RefinementCtx): T {
  const written = Object.keys(fields).filter((name) => fields[name] !== undefined);
  if (written.length === 1) return fields[written[0]!]!;
  const all = Object.keys(fields).join(', ');
  const message =
    written.length === 0
      ? `says nothing of what is done; write one of ${all}`
      : `says ${written.join(' and ')}; write one of them`;
  context.addIssue({ code: 'custom', message, input: undefined });
  return z.NEVER;
}
