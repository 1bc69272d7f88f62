import { silentAnnouncing } from './announcing.ts';
import type { Catalog, Freeze, MaintenanceWindow, Service, ServiceRules, Team } from './catalog.ts';
import { dependencyGraph } from './dependencies.ts';
import type { Entry } from './entry.ts';
import { OccurrenceMemory } from './occurrence-memory.ts';
import { serviceNamed } from './occurrences.ts';
import { defaultPolicy } from './policy.ts';
import type { Config } from './schema.ts';

/** What a catalog is made of: every block read, and as it was written. */
export interface CatalogParts {
  readonly organisation: Config['organisation'];
  readonly teams: ReadonlyMap<string, Team>;
  readonly services: ReadonlyMap<string, Service>;
  readonly windows: ReadonlyMap<string, MaintenanceWindow>;
  readonly freezes: ReadonlyMap<string, Freeze>;
  readonly entries: ReadonlyMap<string, Entry>;
}

/** The catalog of these parts, whose references were checked. */
export function buildCatalog(parts: CatalogParts, memory = new OccurrenceMemory()): Catalog {
  const { organisation, services, windows } = parts;
  const { atOnce, ...policy } = organisation?.policy ?? {};
  const freezes = [...parts.freezes.values()];
  const rules = new Map<string, ServiceRules>();
  const findRules = (name: string): ServiceRules => {
    const named = serviceNamed(parts, name).windows;
    return {
      windows: named && [...new Set(named)].map((window) => windows.get(window)!),
      freezes: freezes.filter((freeze) => freeze.services?.includes(name) ?? true),
    };
  };
  return {
    ...parts,
    organisation: organisation?.name ?? null,
    page: { title: null, site: null, zone: null, colour: null, logo: null, ...organisation?.page },
    announce: organisation?.announce ?? silentAnnouncing,
    team: organisation?.team ?? null,
    policy: { ...defaultPolicy, ...policy, atOnce: { ...defaultPolicy.atOnce, ...atOnce } },
    dependencies: dependencyGraph(services),
    rulesOf(service) {
      const found = rules.get(service) ?? findRules(service);
      rules.set(service, found);
      return found;
    },
    memory,
  };
}
