import type { Path } from './document.ts';
import type { MistakeAt } from './issues.ts';
import { type FieldMistake, nearest, shown } from './mistakes.ts';

/** A hint is looked for among all names; a file with more wrong ones than this needs no more hints. */
const MOST_HINTS = 100;

/**
 * Checks that services name windows, teams and services that exist, that nothing depends on itself, and that
 * freezes are of services that exist. Works on what is written, so that these are found beside mistakes of
 * other kinds.
 */
export function checkReferences<M extends FieldMistake>(written: unknown, mistakeAt: MistakeAt<M>): M[] {
  const root = record(written);
  const services = record(root.services);
  const windows = record(root.windows);
  const teams = record(root.teams);
  let hints = 0;
  const hintFor = (name: string, known: Record<string, unknown>): string | null => {
    if (hints++ >= MOST_HINTS) return null;
    const near = nearest(name, Object.keys(known));
    return near && shown(near);
  };
  const unknown = (path: Path, name: unknown, known: Record<string, unknown>, what: string): M[] => {
    if (typeof name !== 'string' || Object.hasOwn(known, name)) return [];
    return [mistakeAt(path, `${shown(name)} is not one of the ${what}`, hintFor(name, known))];
  };
  const unknownIn = (path: Path, names: unknown, known: Record<string, unknown>, what: string): M[] =>
    list(names).flatMap((name, i) => unknown([...path, i], name, known, what));
  const ofServices = Object.entries(services).flatMap(([name, service]) => {
    const { team, windows: named, dependsOn } = record(service);
    return [
      ...unknown(['services', name, 'team'], team, teams, 'teams'),
      ...unknownIn(['services', name, 'windows'], named, windows, 'windows'),
      ...unknownIn(['services', name, 'dependsOn'], dependsOn, services, 'services'),
    ];
  });
  const ofFreezes = Object.entries(record(root.freezes)).flatMap(([name, freeze]) => {
    const scope = record(record(freeze).scope);
    return unknownIn(['freezes', name, 'scope', 'services'], scope.services, services, 'services');
  });
  const rings = dependencyRings(services).map(({ first, ring }) =>
    mistakeAt(['services', first, 'dependsOn'], `depends on itself: ${ring}`),
  );
  return [...ofServices, ...ofFreezes, ...rings];
}

/**
 * Each ring once, from the service of it that is visited first and back to that one; depth first, without
 * recursion.
 */
function dependencyRings(services: Record<string, unknown>): { first: string; ring: string }[] {
  const rings: { first: string; ring: string }[] = [];
  const done = new Set<string>();
  for (const root of Object.keys(services)) {
    const trail: string[] = [];
    const depths = new Map<string, number>();
    const branches: Iterator<string>[] = [];
    const enter = (name: string): void => {
      depths.set(name, trail.push(name) - 1);
      branches.push(dependenciesOf(name, services));
    };
    if (!done.has(root)) enter(root);
    while (trail.length > 0) {
      const { value: next, done: left } = branches.at(-1)!.next();
      if (left) {
        branches.pop();
        done.add(trail.at(-1)!);
        depths.delete(trail.pop()!);
      } else if (depths.has(next)) rings.push({ first: next, ring: ringFrom(depths.get(next)!, trail) });
      else if (!done.has(next)) enter(next);
    }
  }
  return rings;
}

function dependenciesOf(name: string, services: Record<string, unknown>): Iterator<string> {
  const names = list(record(services[name]).dependsOn);
  return names
    .filter((next): next is string => typeof next === 'string' && Object.hasOwn(services, next))
    .values();
}

/** The trail from a depth on and back to there; the middle of a long one is left out. */
function ringFrom(depth: number, trail: readonly string[]): string {
  const length = trail.length - depth;
  const names =
    length <= 10
      ? trail.slice(depth)
      : [...trail.slice(depth, depth + 5), `… ${length - 8} more …`, ...trail.slice(-3)];
  return [...names, trail[depth]].join(' -> ');
}

function record(value: unknown): Record<string, unknown> {
  return value !== null && typeof value === 'object' && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : {};
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
