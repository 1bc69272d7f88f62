import type { Rule } from './contract.ts';

/** Steps after which nobody knows how to turn back. */
export const waysBack: Rule = ({ steps: { steps } }) => {
  const last = steps.findIndex(({ pointOfNoReturn }) => pointOfNoReturn);
  const undone = last < 0 ? steps : steps.slice(0, last);
  return undone.flatMap(({ rollback, idempotent }, i) =>
    rollback === null && !idempotent
      ? [
          {
            path: ['steps', i],
            message:
              'has no rollback; write one, or pointOfNoReturn: true where there is none, or idempotent: true ' +
              'where nothing has to be undone',
          },
        ]
      : [],
  );
};
