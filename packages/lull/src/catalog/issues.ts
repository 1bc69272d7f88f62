import type { z } from 'zod';
import type { Path } from './document.ts';
import { type FieldMistake, nearest, shown } from './mistakes.ts';
import { configJsonSchema } from './schema.ts';

/** Makes a mistake of a field, its place and a message. */
export type MistakeAt<M extends FieldMistake> = (path: Path, message: string, hint?: string | null) => M;

/**
 * What is said of a value for which the schema has no words of its own.
 *
 * @example configSchema.safeParse(value, { reportInput: true, error: inOurWords })
 */
export const inOurWords: z.core.$ZodErrorMap = ({ code, input }) =>
  code === 'invalid_type' ? `${shown(input)} is not a block of fields (name: value)` : undefined;

/**
 * An issue that zod found as mistakes.
 *
 * @param at where in the file the value lies that was looked at
 * @param fieldsAt the fields that there are at a path; those of lull.yaml when left out
 */
export function mistakesOf<M extends FieldMistake>(
  issue: z.core.$ZodIssue,
  at: Path,
  mistakeAt: MistakeAt<M>,
  fieldsAt: (path: Path) => string[] = fieldsOfConfig,
): M[] {
  const path = [...at, ...issue.path];
  switch (issue.code) {
    case 'unrecognized_keys': {
      const known = fieldsAt(path);
      return issue.keys.map((key) => {
        const unknown = `is not a field here; the fields are ${known.join(', ')}`;
        return mistakeAt([...path, key], unknown, nearest(key, known));
      });
    }
    case 'invalid_value': {
      const values = issue.values.map(String);
      const near = nearest(String(issue.input), values);
      const wrong = `${shown(issue.input)} is not one of ${values.join(', ')}`;
      return [mistakeAt(path, wrong, near && shown(near))];
    }
    case 'invalid_union': {
      const meant = issue.errors.filter((found) => !found.some(isAnotherForm));
      if (meant.length !== 1) return [mistakeAt(path, issue.message)];
      return meant[0]!.flatMap((inner) => mistakesOf(inner, path, mistakeAt, fieldsAt));
    }
    case 'invalid_key':
      return issue.issues.map((inner) => mistakeAt(path, inner.message));
    default:
      return [mistakeAt(path, issue.message)];
  }
}

/** Whether what was written is of another form than this alternative wants: a list and not a text. */
function isAnotherForm({ code, path }: z.core.$ZodIssue): boolean {
  return path.length === 0 && (code === 'invalid_type' || code === 'invalid_value');
}

interface Shape {
  properties?: Record<string, Shape>;
  additionalProperties?: Shape;
  items?: Shape;
  anyOf?: Shape[];
}

const fieldsOfConfig = fieldsIn(configJsonSchema);

/**
 * The names of the fields that a JSON schema knows at a path, whatever form is written there.
 *
 * @param schema made when it is first needed
 * @example fieldsIn(configJsonSchema)(['windows', 'nightly']) // ['zone', 'start', ...]
 */
export function fieldsIn(schema: () => object): (path: Path) => string[] {
  const forms = (shape: Shape | undefined): Shape[] => shape?.anyOf?.flatMap(forms) ?? (shape ? [shape] : []);
  let known: Shape | undefined;
  return (path) => {
    known ??= schema() as Shape;
    let shapes = forms(known);
    for (const step of path) {
      shapes = shapes.flatMap((shape) =>
        forms(shape.properties?.[String(step)] ?? shape.items ?? shape.additionalProperties),
      );
    }
    return shapes.flatMap((shape) => Object.keys(shape.properties ?? {}));
  };
}
