import { posix } from 'node:path';
import { z } from 'zod';
import { shown } from '../../../catalog/mistakes.ts';
import type { CommandAction } from '../../steps/contract.ts';
import { beside, isBeside, longText } from '../fields.ts';
import type { Format } from '../format.ts';
import { words } from '../words.ts';

const example = '[systemctl, stop, shop-worker]';

const argv = z
  .array(longText('"5"', 20_000), {
    error: ({ input }) => `${shown(input)} is not a list of words; write for example ${example}`,
  })
  .min(1, 'names no program')
  .max(1_000, 'has more than 1,000 words')
  .superRefine(([program], context) => {
    const wrong = program === undefined ? null : wrongProgram(program);
    if (wrong) context.addIssue({ code: 'custom', message: wrong, input: program, path: [0] });
  })
  .meta({ description: 'The program and its arguments, each as it is: no shell reads them' });

function wrongProgram(program: string): string | null {
  if (program.trim() === '') return 'names no program';
  if (posix.isAbsolute(program) || !program.includes('/')) return null;
  return isBeside(program) ? null : `${shown(program)} leads out of the folder; write the whole path`;
}

const whole = z.strictObject({
  argv,
  folder: beside('app', 'Where it runs, under the folder of the step files').optional(),
});

/** `command`: the whole form, or its words alone. */
export const commandFormat: Format<CommandAction> = {
  schema: z
    .union([argv, whole], {
      error: ({ input }) =>
        `${shown(input)} is not a list of words, and no shell takes it apart; write for example ${example}`,
    })
    .transform((written): CommandAction => {
      const { argv, folder = null } = Array.isArray(written) ? { argv: written } : written;
      return { kind: 'command', argv, folder };
    })
    .meta({ description: `A program that is run: ${example}` }),
  shows: ({ argv, folder }) => `${words(argv)}${folder === null ? '' : ` (in ${folder})`}`,
  refusesAt: (path) => {
    const place = path[0] === 'argv' ? path[1] : path[0];
    if (typeof place !== 'number') return 'no parameter can stand here, only in an argument';
    return place === 0 ? 'the program is the same every time: no parameter can stand in its name' : null;
  },
  fill: (action, fill) => ({ ...action, argv: action.argv.map((word) => fill(word)) }),
  targets: () => [],
  files: ({ argv: [program = ''], folder }) =>
    program.includes('/') && !posix.isAbsolute(program) ? [posix.join(folder ?? '', program)] : [],
  isIdempotent: () => false,
};
