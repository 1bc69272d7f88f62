import { nearest, shown } from '../../catalog/mistakes.ts';
import { formatOf } from '../actions/formats.ts';
import type { Targets } from './contract.ts';
import type { StepsRead } from './make.ts';
import { wrongValue } from './parameters.ts';
import { actionPath, type Finding, placesOf } from './places.ts';
import { shellTexts } from './shell-texts.ts';

/**
 * What is wrong in a file although each field by itself is right: it can't be run.
 *
 * @param targets of the same folder; null where nobody knows them
 * @example checkSteps(read, new Map())[0] // { path: ['steps', 1, 'sql'], message: '"db" is no target …' }
 */
export function checkSteps(read: StepsRead, targets: Targets | null): Finding[] {
  return [
    ...namesTwice(read),
    ...wrongDefaults(read),
    ...(targets ? wrongTargets(read, targets) : []),
    ...rollbacksThatNeverRun(read),
    ...shellTexts(read),
  ];
}

function namesTwice({ steps, verify, watch }: StepsRead): Finding[] {
  const seen = new Set<string>();
  return Object.entries({ steps, verify, watch }).flatMap(([field, list]) =>
    list.flatMap(({ name }, i) => {
      const known = seen.has(name);
      seen.add(name);
      return known
        ? [{ path: [field, i, 'name'], message: `${shown(name)} is the name of two steps; names are unique` }]
        : [];
    }),
  );
}

function wrongDefaults({ parameters }: StepsRead): Finding[] {
  return Object.entries(parameters).flatMap(([name, parameter]) => {
    const wrong = parameter.default === null ? null : wrongValue(parameter);
    return wrong === null ? [] : [{ path: ['parameters', name, 'default'], message: wrong }];
  });
}

function wrongTargets(read: StepsRead, targets: Targets): Finding[] {
  return placesOf(read).flatMap((place) =>
    formatOf(place.action)
      .targets(place.action)
      .flatMap(({ kind, name }) => {
        const found = targets.get(name);
        if (found?.kind === kind) return [];
        const near = nearest(name, [...targets.keys()]);
        const message = found
          ? `the target ${shown(name)} is of kind ${found.kind}, and ${kind} is needed`
          : `${shown(name)} is no target of targets.yaml${near === null ? '' : `; did you mean ${near}?`}`;
        return [{ path: [...actionPath(place), 'target'], message }];
      }),
  );
}

function rollbacksThatNeverRun({ steps }: StepsRead): Finding[] {
  const first = steps.findIndex(({ pointOfNoReturn }) => pointOfNoReturn);
  if (first < 0) return [];
  return steps.flatMap(({ rollback }, i) =>
    rollback !== null && i >= first
      ? [
          {
            path: ['steps', i, 'rollback'],
            message: `never runs: nothing is rolled back once ${shown(steps[first]!.name)} has begun`,
          },
        ]
      : [],
  );
}
