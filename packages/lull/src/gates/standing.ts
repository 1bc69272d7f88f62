import { type GateState, readDocument, type StateDocument, stateAt } from '@lull/gate/protocol';
import type { Catalog } from '../catalog/catalog.ts';
import type { Downtime } from '../downtime/contract.ts';
import type { Reader } from '../store/contract.ts';
import type { Instant } from '../time/instant.ts';

/** A gate as it said last. */
export interface Instance {
  readonly service: string;
  readonly instance: string;
  readonly kind: string;
  readonly version: string;
  readonly epoch: number | null;
  readonly serial: number | null;
  readonly state: string;
  readonly downtime: string | null;
  readonly override: string | null;
  readonly inFlight: number;
  /** The server's clock less the gate's, in milliseconds. */
  readonly clockOffset: number | null;
  readonly warnings: readonly string[];
  readonly heardAt: Instant;
  /** Until when its word counts. */
  readonly leaseUntil: Instant;
  /** Until when it is held that several processes bear its name; null where they never did. */
  readonly sharedUntil: Instant | null;
}

/** How the gates of one service stand. */
export interface Standing {
  readonly service: string;
  /** The document that they should hold; null for a service without gates. */
  readonly document: StateDocument | null;
  /** What they should do now. */
  readonly state: GateState | null;
  readonly instances: readonly Instance[];
  /** How many are waited for. */
  readonly expected: number;
  /** Names of those that do what they should. */
  readonly confirmed: ReadonlySet<string>;
  /** Those that do not, or of which nobody knows, as people call them. */
  readonly missing: readonly string[];
  /**
   * The same of those that hold the newest document and go by it: they will do what it says when it says so.
   */
  readonly holding: ReadonlySet<string>;
  readonly notHolding: readonly string[];
}

/**
 * How the gates of these services stand.
 *
 * @example const [{ expected, confirmed, missing }] = await standingOf(db, catalog, ['shop'], now);
 */
export async function standingOf(
  db: Reader,
  catalog: Pick<Catalog, 'services'>,
  services: readonly string[],
  now: Instant,
): Promise<Standing[]> {
  if (services.length === 0) return [];
  const documents = await db
    .selectFrom('gates_documents')
    .select(['service', 'body'])
    .where('service', 'in', services)
    .execute();
  const bodies = new Map(documents.map(({ service, body }) => [service, body]));
  const instances = await instancesOf(db, services);
  return services.map((service) => {
    const settings = catalog.services.get(service)?.gates ?? null;
    const goneAfter = settings?.goneAfter ?? Number.POSITIVE_INFINITY;
    const own = instances.filter((one) => one.service === service && one.heardAt + goneAfter > now);
    return standing(service, bodies.get(service) ?? null, own, settings?.expect ?? 0, now);
  });
}

function standing(
  service: string,
  document: StateDocument | null,
  instances: readonly Instance[],
  expect: number,
  now: Instant,
): Standing {
  const state = document && stateAt(readDocument(document), now, now);
  const expected = Math.max(expect, instances.length);
  const never = expected - instances.length;
  const unheard = never > 0 ? [`${never === 1 ? 'one' : never} of ${service} never heard of`] : [];
  const count = (whyNot: (gate: Instance) => string | null) => {
    const names = new Set<string>();
    const not: string[] = [];
    for (const gate of instances) {
      const why = whyNot(gate);
      if (why === null) names.add(gate.instance);
      else not.push(`${gate.instance} of ${service} (${why})`);
    }
    return { names, not: [...not, ...unheard] };
  };
  const holding = count((gate) => whyUnready(gate, document, now) ?? byHand(gate));
  const confirmed = count((gate) => whyUnready(gate, document, now) ?? (state && whyOther(gate, state)));
  return {
    service,
    document,
    state,
    instances,
    expected,
    confirmed: confirmed.names,
    missing: confirmed.not,
    holding: holding.names,
    notHolding: holding.not,
  };
}

/** Why nobody knows what a gate will do, in a few words; null where it is known. */
function whyUnready(gate: Instance, document: StateDocument | null, now: Instant): string | null {
  if (gate.leaseUntil <= now) return 'not heard from';
  if ((gate.sharedUntil ?? 0) > now) return 'is several processes of one name';
  const isNewest = gate.epoch === document?.epoch && gate.serial === document?.serial;
  return isNewest ? null : 'has not the newest document';
}

function whyOther(gate: Instance, { state }: GateState): string | null {
  return does(gate.state) === does(state) ? null : (byHand(gate) ?? `is ${gate.state}`);
}

function byHand({ override }: Instance): string | null {
  return override === null ? null : `is held ${override} by hand`;
}

/** What visitors notice of a state. */
function does(state: string): string {
  if (state === 'drain' || state === 'closed' || state === 'verify') return 'refuses';
  return state === 'opening' ? 'lets in a share' : 'admits';
}

/**
 * Whether the document closes the service for this downtime now.
 *
 * @example isClosedFor(downtime, standing)
 */
export function isClosedFor({ id }: Downtime, { state }: Standing): boolean {
  return state !== null && state.downtime === id && does(state.state) === 'refuses';
}

/**
 * Whether its visitors are still coming back: then nobody says that it is open.
 *
 * @example if (isRising(downtime, standing)) return 'opening';
 */
export function isRising({ id }: Downtime, { state }: Standing): boolean {
  return state?.state === 'opening' && state.downtime === id && state.share < 1;
}

async function instancesOf(db: Reader, services: readonly string[]): Promise<Instance[]> {
  const rows = await db
    .selectFrom('gates_instances')
    .selectAll()
    .where('service', 'in', services)
    .where('gone_at', 'is', null)
    .orderBy('service')
    .orderBy('instance')
    .execute();
  return rows.map((row) => ({
    service: row.service,
    instance: row.instance,
    kind: row.kind,
    version: row.version,
    epoch: row.epoch === null ? null : Number(row.epoch),
    serial: row.serial === null ? null : Number(row.serial),
    state: row.state,
    downtime: row.downtime,
    override: row.override,
    inFlight: row.in_flight,
    clockOffset: row.clock_offset === null ? null : Number(row.clock_offset),
    warnings: row.warnings,
    heardAt: row.heard_at.getTime(),
    leaseUntil: row.lease_until.getTime(),
    sharedUntil: row.shared_until?.getTime() ?? null,
  }));
}
