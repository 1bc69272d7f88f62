import type { ConfigDocument, Path } from './document.ts';
import { type Mistake, nearest, shown } from './mistakes.ts';

/**
 * Checks that services name windows and services that exist, that nothing depends on itself, and that freezes are of
 * services that exist. Works on the raw document, so that these are found beside mistakes of other kinds.
 */
export function checkReferences(document: ConfigDocument): Mistake[] {
  const root = record(document.value);
  const services = record(root.services);
  const windows = record(root.windows);
  const unknownIn = (path: Path, names: unknown, known: Record<string, unknown>, what: string): Mistake[] =>
    list(names).flatMap((name, i) => {
      if (typeof name !== 'string' || Object.hasOwn(known, name)) return [];
      const near = nearest(name, Object.keys(known));
      const message = `${shown(name)} is not one of the ${what}`;
      return [document.mistakeAt([...path, i], message, near && shown(near))];
    });
  const ofServices = Object.entries(services).flatMap(([name, service]) => {
    const { windows: named, dependsOn } = record(service);
    return [
      ...unknownIn(['services', name, 'windows'], named, windows, 'windows'),
      ...unknownIn(['services', name, 'dependsOn'], dependsOn, services, 'services'),
    ];
  });
  const ofFreezes = Object.entries(record(root.freezes)).flatMap(([name, freeze]) => {
    const scope = record(record(freeze).scope);
    return unknownIn(['freezes', name, 'scope', 'services'], scope.services, services, 'services');
  });
  const cycles = dependencyCycles(services).map((cycle) =>
    document.mistakeAt(['services', cycle[0]!, 'dependsOn'], `depends on itself: ${cycle.join(' -> ')}`),
  );
  return [...ofServices, ...ofFreezes, ...cycles];
}

/** Each cycle once, from the service of it that is visited first and back to that one. */
function dependencyCycles(services: Record<string, unknown>): string[][] {
  const cycles: string[][] = [];
  const done = new Set<string>();
  const visit = (name: string, trail: readonly string[]): void => {
    if (trail.includes(name)) {
      cycles.push([...trail.slice(trail.indexOf(name)), name]);
      return;
    }
    if (done.has(name)) return;
    for (const next of list(record(services[name]).dependsOn)) {
      if (typeof next === 'string' && Object.hasOwn(services, next)) visit(next, [...trail, name]);
    }
    done.add(name);
  };
  for (const name of Object.keys(services)) visit(name, []);
  return cycles;
}

function record(value: unknown): Record<string, unknown> {
  return value !== null && typeof value === 'object' && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : {};
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
