import { z } from 'zod';
import { list } from '../../../catalog/fields.ts';
import { oneLine } from '../../../printable.ts';
import type { SqlAction } from '../../steps/contract.ts';
import { beside, flag, longText, targetName } from '../fields.ts';
import type { Format } from '../format.ts';

const schema = z
  .strictObject({
    target: targetName,
    text: longText('select 1', 100_000).optional().meta({ description: 'What is run, with $1 for values' }),
    file: beside('widen.sql', 'A file with what is run, beside the step file').optional(),
    values: list(longText('"7"', 20_000), `["\${id}"]`)
      .max(100, 'has more than 100')
      .optional()
      .meta({ description: 'What $1, $2 and so on stand for' }),
    transaction: flag(
      'Whether all of it is one transaction; false for what PostgreSQL refuses in one',
    ).optional(),
    expect: longText('"0"', 2_000)
      .optional()
      .meta({ description: 'What the first column of the first row must be, as text' }),
  })
  .superRefine(({ text, file }, context) => {
    const isOne = (typeof text === 'string') !== (typeof file === 'string');
    const message = text ? 'has both text and file; write one of them' : 'has neither text nor file';
    if (!isOne) context.addIssue({ code: 'custom', message, input: undefined });
  });

/** `sql`: what a database is told. */
export const sqlFormat: Format<SqlAction> = {
  schema: schema
    .transform(
      ({ target, text, file, values, transaction, expect }): SqlAction => ({
        kind: 'sql',
        target,
        text: text ?? null,
        file: file ?? null,
        values: values ?? [],
        transaction: transaction ?? true,
        expect: expect ?? null,
      }),
    )
    .meta({ description: 'SQL on a PostgreSQL that is named on the host' }),
  shows: ({ target, text, file }) => `SQL on ${target}: ${file ?? oneLine(text ?? '')}`,
  refusesAt: ([field]) =>
    field === 'values'
      ? null
      : 'no parameter can stand here: write $1 in the SQL and the parameter under values',
  fill: (action, fill) => ({ ...action, values: action.values.map((value) => fill(value)) }),
  targets: ({ target }) => [{ kind: 'sql', name: target }],
  files: ({ file }) => (file === null ? [] : [file]),
  isIdempotent: () => false,
};
