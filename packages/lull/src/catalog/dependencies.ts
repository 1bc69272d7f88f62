/** What depends on what, whether through others or not. */
export interface DependencyGraph {
  /** Everything that these services depend on, without themselves. */
  below(services: Iterable<string>): ReadonlySet<string>;
  /** Everything that depends on these services, without themselves. */
  above(services: Iterable<string>): ReadonlySet<string>;
  /**
   * Which chain a service is in: the same name for all that are connected by dependencies in whatever
   * direction; null for one that depends on nothing and that nothing depends on.
   */
  chainOf(service: string): string | null;
}

/**
 * The graph of dependencies, worked out when it is first asked.
 *
 * @param services by name; names that are not among them lead nowhere
 * @example dependencyGraph(catalog.services).below(['shop']) // new Set(['database'])
 */
export function dependencyGraph(
  services: ReadonlyMap<string, { readonly dependsOn: readonly string[] }>,
): DependencyGraph {
  const dependsOn = (name: string) => services.get(name)?.dependsOn ?? [];
  let dependents: Map<string, string[]> | undefined;
  const neededBy = (name: string): readonly string[] => {
    dependents ??= reversed(services);
    return dependents.get(name) ?? [];
  };
  let chains: Map<string, string> | undefined;
  return {
    below: (names) => reached(names, dependsOn),
    above: (names) => reached(names, neededBy),
    chainOf(service) {
      chains ??= chainsOf(services.keys(), (name) => [...dependsOn(name), ...neededBy(name)]);
      return chains.get(service) ?? null;
    },
  };
}

function reversed(services: ReadonlyMap<string, { readonly dependsOn: readonly string[] }>) {
  const dependents = new Map<string, string[]>();
  for (const [name, { dependsOn }] of services) {
    for (const needed of dependsOn) {
      const known = dependents.get(needed);
      if (known) known.push(name);
      else dependents.set(needed, [name]);
    }
  }
  return dependents;
}

function reached(from: Iterable<string>, next: (name: string) => readonly string[]): Set<string> {
  const start = [...from];
  const seen = new Set(start);
  // A set is walked on while it grows.
  for (const name of seen) for (const each of next(name)) seen.add(each);
  for (const name of start) seen.delete(name);
  return seen;
}

function chainsOf(names: Iterable<string>, neighbours: (name: string) => readonly string[]) {
  const chains = new Map<string, string>();
  for (const first of names) {
    if (chains.has(first)) continue;
    const others = reached([first], neighbours);
    if (others.size > 0) for (const name of [first, ...others]) chains.set(name, first);
  }
  return chains;
}
