import { namesIn } from '../../actions/template.ts';
import { patternOf } from '../pattern/pattern.ts';
import { actionPath, placesOf } from '../places.ts';
import type { Rule } from './contract.ts';

/** Parameters that nothing uses, or that stand where nothing fills them. */
export const parametersUsed: Rule = ({ steps: { parameters }, used, texts }) => [
  ...Object.keys(parameters)
    .filter((name) => !used.has(name))
    .map((name) => ({ path: ['parameters', name], message: 'is a parameter that nothing uses' })),
  ...[...texts].flatMap(([file, text]) =>
    namesIn(text)
      .filter((name) => Object.hasOwn(parameters, name))
      .map((name) => ({
        path: [],
        message:
          `${file} holds \${${name}}, which stays as it is: write $1 there and ` +
          'the parameter under values',
      })),
  ),
];

/** Words of a program that a value could turn into one of its options. */
export const optionsByValue: Rule = ({ steps }) =>
  placesOf(steps).flatMap((place) => {
    const { action } = place;
    if (action.kind !== 'command') return [];
    const end = action.argv.indexOf('--');
    return action.argv.slice(0, end < 0 ? undefined : end).flatMap((word) => {
      const [, name = ''] = /^\$\{([^{}]*)\}/.exec(word) ?? [];
      const parameter = steps.parameters[name];
      if (!parameter || !patternOf(parameter.pattern).mayBegin('-')) return [];
      const message =
        `a value of \${${name}} could begin with "-" and be an option of ${action.argv[0]}; ` +
        'put -- before it, or let its pattern begin with [A-Za-z0-9]';
      return [{ path: actionPath(place), message }];
    });
  });
