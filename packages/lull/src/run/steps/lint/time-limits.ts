import { spokenLength } from '../../../time/spoken.ts';
import type { Rule } from './contract.ts';

/** Steps that say nothing of how long they may take: a hang is noticed only at the limit. */
export const timeLimits: Rule = ({ steps, written }) => {
  if (limitIn(written.defaults)) return [];
  return (['steps', 'verify'] as const).flatMap((field) =>
    steps[field].flatMap(({ action, timeLimit }, i) =>
      action.kind === 'sleep' || action.kind === 'confirm' || limitIn((written[field] as unknown[])[i])
        ? []
        : [
            {
              path: [field, i],
              message:
                `has no timeLimit of its own, and may take ${spokenLength(timeLimit)}; ` +
                'write how long it takes at worst',
            },
          ],
    ),
  );
};

const limitIn = (block: unknown): boolean => Object.hasOwn(Object(block), 'timeLimit');
