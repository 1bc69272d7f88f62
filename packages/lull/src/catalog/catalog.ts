import type { Duration } from '../time/duration.ts';
import type { Interval } from '../time/interval.ts';
import type { Recurrence } from '../time/recurrence.ts';
import type { WorkingHours } from '../time/working-hours.ts';
import type { Announcing } from './announcing.ts';
import type { DependencyGraph } from './dependencies.ts';
import type { Entry } from './entry.ts';
import type { ServiceGates } from './gates.ts';
import type { OccurrenceMemory } from './occurrence-memory.ts';
import type { OrganisationPolicy, Policy } from './policy.ts';
import type { Risk } from './risk.ts';
import type { ServiceSilence } from './silences.ts';

/** Where a service's traffic is read. */
export interface TrafficEntry {
  /** File, glob, folder or URL, as for `lull plan --traffic`; or `gates`, for what a server counts. */
  readonly source: string;
  readonly format?: string | undefined;
  readonly series?: string | undefined;
}

/** Something that can be taken down. */
export interface Service {
  readonly name: string;
  readonly zone: string;
  readonly description: string | null;
  /** Name of the team that owns it. */
  readonly team: string | null;
  readonly traffic: readonly TrafficEntry[];
  readonly dependsOn: readonly string[];
  /** Names of the windows in which work may be done; null when it may be done at any time. */
  readonly windows: readonly string[] | null;
  /** Country (and region) whose holidays matter, such as US or DE-BY. */
  readonly holidays: string | null;
  /** Known downtimes of the past. */
  readonly downtimes: readonly Interval[];
  /** What it says over the organisation's policy; `policyOf` joins the two. */
  readonly policy: Partial<Policy> | null;
  /** Its gates and what they show; null where it says nothing of them. */
  readonly gates: ServiceGates | null;
  /** What monitors keep quiet while it is worked on. */
  readonly silences: readonly ServiceSilence[];
  /** What it says of when people are told; `tellingFor` joins it with the organisation's. */
  readonly announce: Announcing | null;
  /** What people call it; null for its name. */
  readonly title: string | null;
  /** Whether anybody may know of it: it is on the status page, in feeds, and people may sign up for it. */
  readonly public: boolean;
}

/** The people who own services, and when they are at work. */
export interface Team extends WorkingHours {
  readonly name: string;
  /** How many downtimes it does at once; null where the organisation's policy says it. */
  readonly atOnce: number | null;
  /** E-mail addresses. */
  readonly people: readonly string[];
}

/** A recurring time when work may be done. */
export interface MaintenanceWindow {
  readonly name: string;
  readonly recurrence: Recurrence;
  readonly risk: Risk;
  readonly notice: Duration;
  readonly cutoff: Duration;
  readonly comment: string | null;
}

/** A time when work may not be done. */
export interface Freeze {
  readonly name: string;
  readonly recurrence: Recurrence;
  /** Names of the services that it holds for; null for all. */
  readonly services: readonly string[] | null;
  readonly leastRisk: Risk;
  readonly reason: string | null;
}

/** How the public pages look; null for what isn't said. */
export interface OrganisationPage {
  readonly title: string | null;
  /** Address of the site that it belongs to. */
  readonly site: string | null;
  /** The page's own zone; UTC where it isn't said. */
  readonly zone: string | null;
  /** `#rrggbb`. */
  readonly colour: string | null;
  /** A `data:` address of an image. */
  readonly logo: string | null;
}

/** The windows and freezes that hold for one service. */
export interface ServiceRules {
  /** Each once; null when work may be done at any time. */
  readonly windows: readonly MaintenanceWindow[] | null;
  readonly freezes: readonly Freeze[];
}

/** What lull.yaml says. Maps are by name, in the order of the file. */
export interface Catalog {
  readonly organisation: string | null;
  /** How the public pages look. */
  readonly page: OrganisationPage;
  /** When people are told, as the organisation says. */
  readonly announce: Announcing;
  /** Working hours of those who do the work where their team is not known. */
  readonly team: WorkingHours | null;
  readonly policy: OrganisationPolicy;
  readonly teams: ReadonlyMap<string, Team>;
  readonly services: ReadonlyMap<string, Service>;
  readonly windows: ReadonlyMap<string, MaintenanceWindow>;
  readonly freezes: ReadonlyMap<string, Freeze>;
  /** The same as it is written, by `entryKey`. */
  readonly entries: ReadonlyMap<string, Entry>;
  readonly dependencies: DependencyGraph;
  /**
   * The rules that hold for a service.
   *
   * @throws LullError `unknown-service`
   */
  rulesOf(service: string): ServiceRules;
  /** What was worked out of its windows and freezes, kept for the next who asks. */
  readonly memory: OccurrenceMemory;
}
