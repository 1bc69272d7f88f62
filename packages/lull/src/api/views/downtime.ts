import type { Downtime, Plan, Revision } from '../../downtime/contract.ts';
import { overdue, turnBackAt } from '../../downtime/moments.ts';
import { commandsFor } from '../../downtime/states.ts';
import { base } from '../contract/base.ts';
import { type CommandName, commandNames, commandOf } from '../contract/command-names.ts';
import type { DowntimeSummary, DowntimeView } from '../contract/downtime-view.ts';
import { peopleIn, toldNames } from './names.ts';
import { told, toldLength, toldLocal, type Viewing, zoneOf } from './times.ts';

/** A downtime and the version of it that was read. */
export interface Versioned {
  readonly downtime: Downtime;
  readonly version: number;
}

function essentials({ downtime, version }: Versioned, { now }: Viewing, zone: string) {
  const { id, state, plan, emergency, expectedEnd, changedAt } = downtime;
  return {
    id,
    title: plan.title,
    state,
    overdue: overdue(downtime, now),
    emergency,
    services: [...plan.services],
    mode: plan.mode,
    zone,
    expectedEnd: told(expectedEnd),
    expectedEndLocal: toldLocal(expectedEnd, zone),
    version,
    changedAt: told(changedAt),
  };
}

/** A downtime as it stands in a list. */
export function summaryOf(versioned: Versioned, viewing: Viewing): DowntimeSummary {
  const { id, plan, occurrence } = versioned.downtime;
  const zone = zoneOf(plan.services, viewing.catalog);
  return {
    ...essentials(versioned, viewing, zone),
    start: told(plan.start),
    startLocal: toldLocal(plan.start, zone),
    owner: plan.owner,
    names: toldNames([plan.owner], viewing.names),
    series: occurrence?.series ?? null,
    links: { self: `${base}/downtimes/${id}` },
  };
}

/** A downtime, whole. */
export function viewOf(versioned: Versioned, viewing: Viewing): DowntimeView {
  const { downtime } = versioned;
  const { id, plan, promise, actual, proposal, waivers, flags, occurrence, reminded } = downtime;
  const zone = zoneOf(plan.services, viewing.catalog);
  const self = `${base}/downtimes/${id}`;
  const back = turnBackAt(downtime);
  return {
    ...essentials(versioned, viewing, zone),
    turnBackAt: told(back),
    turnBackAtLocal: toldLocal(back, zone),
    next: sayable(downtime),
    plan: planViewOf(plan, zone),
    promise: promise.map((revision) => revisionOf(revision, zone)),
    actual: {
      warnedAt: told(actual.warnedAt),
      drainingAt: told(actual.drainingAt),
      downAt: told(actual.downAt),
      verifyingAt: told(actual.verifyingAt),
      openingAt: told(actual.openingAt),
      endedAt: told(actual.endedAt),
    },
    proposal: proposal && {
      plan: planViewOf(proposal.plan, zone),
      by: proposal.by,
      why: proposal.why,
      at: told(proposal.at),
      asks: [...proposal.asks],
      waives: proposal.waives.map((reason) => ({ ...reason })),
    },
    waivers: waivers.map((waiver) => ({ ...waiver, at: told(waiver.at) })),
    flags: flags.map((flag) => ({ ...flag, at: told(flag.at), kept: decided(flag.kept) })),
    presence: decided(downtime.presence),
    go: decided(downtime.go),
    turningBack: decided(downtime.turningBack),
    failedIn: downtime.failedIn,
    reminded: decided(reminded),
    occurrence: occurrence && { ...occurrence, start: told(occurrence.start) },
    createdAt: told(downtime.createdAt),
    createdBy: downtime.createdBy,
    names: toldNames(peopleIn(downtime), viewing.names),
    links: { self, events: `${self}/events`, revisions: `${self}/revisions` },
  };
}

/** What was told to people, as answers have it. */
export function revisionOf(revision: Revision, zone: string): DowntimeView['promise'][number] {
  const { at, start, end, services, part } = revision;
  return {
    ...revision,
    at: told(at),
    services: [...services],
    part: part && { paths: [...part.paths], tenants: [...part.tenants] },
    start: told(start),
    startLocal: toldLocal(start, zone),
    end: told(end),
    endLocal: toldLocal(end, zone),
  };
}

/** A plan, as answers have it. */
export function planViewOf(plan: Plan, zone: string): DowntimeView['plan'] {
  const { services, people, part } = plan;
  return {
    ...plan,
    services: [...services],
    people: [...people],
    part: part && { paths: [...part.paths], tenants: [...part.tenants] },
    steps: plan.steps && [...plan.steps],
    start: told(plan.start),
    startLocal: toldLocal(plan.start, zone),
    takes: toldLength(plan.takes),
    rollback: toldLength(plan.rollback),
    warnBefore: toldLength(plan.warnBefore),
    startWithin: toldLength(plan.startWithin),
    drainWithin: toldLength(plan.drainWithin),
    extendBy: toldLength(plan.extendBy),
    remindEvery: toldLength(plan.remindEvery),
  };
}

function decided<T extends { readonly at: number }>(said: T | null): (Omit<T, 'at'> & { at: string }) | null {
  return said && { ...said, at: told(said.at) };
}

function sayable(downtime: Downtime): CommandName[] {
  const may = new Set<string>(commandsFor(downtime));
  return commandNames.filter((name) => may.has(commandOf[name]));
}
