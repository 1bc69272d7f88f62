import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { LullError } from '../../../src/errors.ts';
import { filledSteps } from '../../../src/run/steps/filled.ts';
import { lengthsOf } from '../../../src/run/steps/lengths.ts';
import { outlineOf } from '../../../src/run/steps/outline.ts';
import { parseSteps, parseTargets } from '../../../src/run/steps/parse.ts';
import { targets } from './support.ts';

const examples = join(import.meta.dirname, '../../../../../examples/steps');
const texts = ['widen-order-ids', 'fail-over', 'targets'].map((name) =>
  readFileSync(join(examples, `${name}.yaml`), 'utf8'),
);

const nonsense = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.constantFrom(
    ...[
      '${',
      '${}',
      '${release}',
      '$${release}',
      '&a',
      '*a',
      '!!map',
      '<<: {}',
      '{',
      '}',
      '[',
      ']',
      '"',
      "'",
    ],
    ...[
      'null',
      '~',
      '-1',
      '1e999',
      '.nan',
      '0x10',
      'yes',
      '\n',
      '\t',
      ': ',
      '- ',
      '|\n',
      '? ',
      '__proto__: 1',
    ],
    ...['constructor', 'toString', '../../x', '/etc', '\0', '\u2028', '😀', '\ud800'],
  ),
);

/** A piece of the text that is left out, and what stands there instead. */
const change = fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(40), nonsense);

it('whatever is written, it is read or refused with a place, and what is read can be shown and filled', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...texts),
      fc.array(change, { minLength: 1, maxLength: 3 }),
      nonsense,
      (text, changes, value) => {
        const changed = changes.reduce((all, [where, left, put]) => {
          const at = Math.floor(where * all.length);
          return all.slice(0, at) + put + all.slice(at + left);
        }, text);
        orRefused(() => parseTargets(changed, 'targets.yaml'));
        const parsed = orRefused(() => parseSteps(changed, 'x', 'x.yaml', targets));
        for (const { line, column, message } of parsed?.mistakes ?? []) {
          expect([line > 0, column > 0, message !== '']).toEqual([true, true, true]);
        }
        if (!parsed?.steps) return;
        expect(JSON.parse(JSON.stringify(outlineOf(parsed.steps)))).toMatchObject({
          atFailure: expect.any(String),
        });
        expect(lengthsOf(parsed.steps).forward).toBeGreaterThan(0);
        const { steps } = parsed;
        orRefused(() => filledSteps(steps, { release: value }));
      },
    ),
    { numRuns: 1_000 },
  );
});

/** Anything but a refusal in words is a defect. */
function orRefused<T>(work: () => T): T | null {
  try {
    return work();
  } catch (error) {
    if (error instanceof LullError) return null;
    throw error;
  }
}
