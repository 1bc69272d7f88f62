import type { Occasion } from '../../catalog/announcing.ts';
import type { Catalog } from '../../catalog/catalog.ts';
import type { Downtime } from '../../downtime/contract.ts';
import { hasBegun, isEnd } from '../../downtime/states.ts';
import type { Change } from '../../keeper/contract.ts';
import { type Instant, MINUTE, SECOND } from '../../time/instant.ts';
import type { Told } from '../contract.ts';
import { comingWaves, firstWaves, movedWaves, tellingFirst } from './coming.ts';
import type { NewWave, WavePlan } from './contract.ts';
import { type Making, nobodyNew, wave } from './making.ts';
import { groupsAt } from './points.ts';

type Phase = 'unpromised' | 'coming' | 'begun' | 'over';

/**
 * Who is told what and when, because of a change of a downtime: by the policy, and beyond it whoever must
 * hear that what they were told holds no more.
 *
 * @returns null where nobody is told anything else than before
 * @example wavesOf(change)?.waves.map(({ kind }) => kind) // ['scheduled', 'reminder', 'reminder', 'delayed']
 */
export function wavesOf({ before, after, now, catalog }: Change): WavePlan | null {
  const was = before === null ? 'unpromised' : phaseOf(before);
  const is = phaseOf(after);
  if (is === 'unpromised' || was === 'over') return null;
  const told = toldBy(after);
  const last = before === null || was === 'unpromised' ? null : toldBy(before);
  const making: Making = { catalog, downtime: after, told, before: last, now };
  if (is === 'over') return { keeps: 'nothing', waves: endWaves(making) };
  const isRevised = after.promise.length > (before?.promise.length ?? 0);
  if (is === 'begun' && was !== 'begun') return beginning(making, isRevised);
  if (!isRevised) return null;
  if (is === 'begun') return correction(making, last!);
  if (last === null) return { keeps: 'nothing', waves: firstWaves(making) };
  if (saysTheSame(last, told)) return { keeps: 'all', waves: comingWaves(making) };
  return { keeps: 'nothing', waves: movedWaves(making) };
}

/**
 * What people are told by the promise that holds.
 *
 * @example toldBy(downtime).end === downtime.promise.at(-1).end
 */
export function toldBy({ promise }: Pick<Downtime, 'promise'>): Told {
  const { at: _at, by: _by, why: _why, ...told } = promise.at(-1)!;
  return told;
}

/**
 * What is planned of a downtime as the policy is now, before it has begun: only what is still to come.
 *
 * @returns null where nothing is promised, or it has begun
 * @example plannedNow(downtime, catalog, now)?.map(({ kind }) => kind) // ['reminder', 'delayed']
 */
export function plannedNow(downtime: Downtime, catalog: Catalog, now: Instant): NewWave[] | null {
  if (phaseOf(downtime) !== 'coming') return null;
  const told = toldBy(downtime);
  const waves = comingWaves({ catalog, downtime, told, before: null, now });
  return waves.filter(({ dueAt }) => dueAt > now);
}

function phaseOf({ promise, state }: Downtime): Phase {
  if (promise.length === 0) return 'unpromised';
  if (isEnd(state)) return 'over';
  return hasBegun(state) ? 'begun' : 'coming';
}

/**
 * Whether it is the same to people: another title alone is no news.
 *
 * @example saysTheSame(told, { ...told, title: 'Another' }) === true
 */
export function saysTheSame(a: Told, b: Told): boolean {
  const said = ({ services, mode, part, start, end }: Told) =>
    JSON.stringify([services, mode, part, start, end]);
  return said(a) === said(b);
}

/** It has begun; nobody who hears that needs to hear of its new end besides. */
function beginning(making: Making, isRevised: boolean): WavePlan {
  const { catalog, told, before } = making;
  // What begins unannounced has no other occasion at which it could be told.
  const at: readonly Occasion[] = before === null ? ['schedule', 'start'] : ['start'];
  const started = groupsAt(catalog, told, at).map((group) => wave(making, 'started', 'start', group));
  const later = isRevised && before !== null ? laterWaves(making, before) : [];
  return {
    keeps: later.length > 0 ? 'nothing' : 'what-has-begun',
    waves: [...started, ...later, ...overrunning(making)],
  };
}

/** Who knows of it hears its new end; whose scheduling had not gone by then, that it has begun. */
function laterWaves(making: Making, before: Told): NewWave[] {
  const groups = tellingFirst(making).map(({ group }) => group);
  return (groups.length > 0 ? groups : [nobodyNew]).map((group) => ({
    ...wave(making, 'extended', null, group),
    before,
  }));
}

/** Another promise while the work goes on: whoever was told of the last one hears of it. */
function correction(making: Making, before: Told): WavePlan {
  const { catalog, told } = making;
  const isLonger = told.end > before.end && saysTheSame({ ...before, end: told.end }, told);
  const first: readonly Occasion[] = ['schedule', 'start'];
  const groups = groupsAt(catalog, told, isLonger ? [...first, 'extension'] : first);
  // Who has not heard that it began hears that, with the new end; who knows of it, from the first of these.
  const fresh = groups.length > 0 ? groups : [nobodyNew];
  const named = groupsAt(catalog, told, ['extension']).length > 0;
  const corrected = fresh.map((group) =>
    isLonger
      ? wave(making, 'extended', named ? 'extension' : null, group)
      : wave(making, 'moved', null, group),
  );
  return {
    keeps: 'nothing',
    waves: [...corrected.map((each) => ({ ...each, before })), ...overrunning(making)],
  };
}

/** So long before its promised end it is said at the latest that it may take longer. */
export const LEAST_LEAD = 30 * SECOND;

/** Before its promised end passes, should it not be through by then. */
function overrunning(making: Making): NewWave[] {
  const { catalog, told, now } = making;
  const lead = Math.max(LEAST_LEAD, Math.min(5 * MINUTE, 0.1 * (told.end - told.start)));
  const at = [told.end - lead, told.end - LEAST_LEAD].find((moment) => moment > now);
  if (told.mode === 'hold' || at === undefined) return [];
  return groupsAt(catalog, told, ['extension']).map((group) =>
    wave(making, 'overrunning', 'extension', group, at),
  );
}

function endWaves(making: Making): NewWave[] {
  const { downtime, catalog, told } = making;
  if (downtime.state === 'cancelled') return [wave(making, 'cancelled', null, nobodyNew)];
  const back = groupsAt(catalog, told, ['return']);
  if (downtime.state === 'completed') {
    if (back.length > 0) return back.map((group) => wave(making, 'completed', 'return', group));
    // Who was told something else, and never heard the correction, still waits for it.
    const wasOther = downtime.promise.some((each) => !saysTheSame(each, told));
    return wasOther ? [wave(making, 'completed', null, nobodyNew)] : [];
  }
  const all = back.find(({ tags }) => tags.length === 0);
  return [wave(making, 'aborted', all ? 'return' : null, all ?? nobodyNew)];
}
