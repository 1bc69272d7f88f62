import type { Action } from '../contract.ts';
import { actionPath, type Finding, placesOf } from '../places.ts';
import { holdsSecret, isSecret } from '../secrets-in.ts';
import type { Rule } from './contract.ts';

const instead = 'write it to a file and name that: secrets: { NAME: { file: /whole/path } }';

/** Secrets that are written out: whoever reads the file has them. */
export const writtenSecrets: Rule = ({ steps, texts }) => [
  ...placesOf(steps).flatMap((place) => [
    ...named(place.environment, [...place.path, 'environment'], instead),
    ...within(place.action).map((message) => ({ path: actionPath(place), message })),
  ]),
  ...Object.entries(steps.parameters).flatMap(([name, { default: value }]) => {
    const path = ['parameters', name];
    if (value !== null && isSecret(name, value)) return [{ path, message: `has a secret as its default` }];
    const message =
      'seems to be a secret, and the server keeps the values of parameters; name it under secrets';
    return isSecret(name, 'unknown') ? [{ path, message }] : [];
  }),
  ...[...texts].flatMap(([file, text]) =>
    holdsSecret(text) ? [{ path: [], message: `${file} seems to hold a secret that is written out` }] : [],
  ),
];

function named(values: Readonly<Record<string, string>>, path: Finding['path'], todo: string): Finding[] {
  return Object.entries(values)
    .filter(([name, value]) => isSecret(name, value))
    .map(([name]) => ({
      path: [...path, name],
      message: `seems to be a secret that is written out; ${todo}`,
    }));
}

function within(action: Action): string[] {
  switch (action.kind) {
    case 'command':
      return holdsSecret(action.argv.join(' '))
        ? [`seems to hold a secret, which others on the host see; ${instead}`]
        : [];
    case 'http': {
      const told = 'give it to the target as a header: { authorization: { file: /whole/path } }';
      const isIn = holdsSecret(`${action.path} ${action.body ?? ''}`);
      const headers = named(action.headers, [], told);
      return isIn || headers.length > 0 ? [`seems to hold a secret that is written out; ${told}`] : [];
    }
    case 'sql':
      return holdsSecret(action.text ?? '') ? ['seems to hold a secret that is written out'] : [];
    case 'waitUntil':
      return action.probe.kind === 'tcp' ? [] : within(action.probe);
    default:
      return [];
  }
}
