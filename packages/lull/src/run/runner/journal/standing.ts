import type { Attempt } from '../contract.ts';
import type { Entry, Standing, Tried } from './contract.ts';

/** A part of which nothing is known. */
export const blank: Standing = {
  goal: null,
  serial: 0,
  round: 0,
  tried: [],
  said: null,
  saidTo: 0,
  isLost: false,
};

/**
 * Where a part stands after one more entry.
 *
 * @example entries.reduce(after, blank).goal // 'forward'
 */
export function after(standing: Standing, entry: Entry): Standing {
  switch (entry.kind) {
    case 'part':
      return { ...standing, isLost: entry.isLost };
    case 'goal':
      return {
        ...standing,
        goal: entry.goal,
        serial: entry.serial,
        round: standing.round + 1,
        said: null,
      };
    case 'acted':
      return changed(standing, entry, () => ({ acted: true }));
    case 'mark':
      return changed(standing, entry, ({ marks }) => ({ marks: [...marks, entry.mark] }));
    case 'report':
      return afterReport(standing, entry);
  }
}

function afterReport(
  standing: Standing,
  { what, note, serial }: Extract<Entry, { kind: 'report' }>,
): Standing {
  switch (what.kind) {
    case 'started': {
      const { phase, place, attempt, name } = what;
      const begun: Tried = {
        phase,
        place,
        attempt,
        name,
        outcome: null,
        error: null,
        acted: false,
        marks: [],
        asked: [],
        note,
        round: standing.round,
      };
      return { ...standing, tried: [...standing.tried, begun], said: null };
    }
    case 'ended': {
      const { outcome, error } = what;
      return { ...changed(standing, what, () => ({ outcome, error, note })), said: null };
    }
    case 'asks':
      return changed(standing, what, ({ asked }) => ({ asked: [...asked, what.about] }));
    default:
      return { ...standing, said: what, saidTo: serial };
  }
}

function changed(standing: Standing, at: Attempt, change: (tried: Tried) => Partial<Tried>): Standing {
  const tried = standing.tried.map((one) => (isAt(one, at) ? { ...one, ...change(one) } : one));
  return { ...standing, tried };
}

/** Whether both are the same attempt. */
export const isAt = (one: Attempt, other: Attempt): boolean =>
  one.phase === other.phase && one.place === other.place && one.attempt === other.attempt;
