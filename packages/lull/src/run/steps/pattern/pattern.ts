import { type Machine, machineOf } from './machine.ts';
import { partsOf } from './syntax.ts';

export { NoPattern } from './syntax.ts';

/** What a value must look like. */
export interface Pattern {
  /** Whether the whole value matches, in time that grows with its length and the pattern's alone. */
  matches(value: string): boolean;
  /** Whether any value that matches could hold the character. Says yes rather than no. */
  admits(character: string): boolean;
  /** Whether a value that matches could begin with the character. Says yes rather than no. */
  mayBegin(character: string): boolean;
}

/**
 * Reads a pattern. It is written as JavaScript and RE2 both understand it, matches whole values, and can't be
 * made to take long: it is run as an automaton and never goes back.
 *
 * @throws NoPattern with what is wrong, as the end of a sentence
 * @example patternOf('[a-z]+').matches('shop') && !patternOf('[a-z]+').matches('shop 2')
 */
export function patternOf(text: string): Pattern {
  const machine = machineOf(partsOf(text));
  return {
    matches: (value) => matches(machine, [...value]),
    admits: (character) => machine.states.some((state) => state.kind === 'one' && state.takes(character)),
    mayBegin: (character) =>
      reached(machine, [machine.start], true, false).some((place) => {
        const state = machine.states[place]!;
        return state.kind === 'one' && state.takes(character);
      }),
  };
}

function matches(machine: Machine, characters: readonly string[]): boolean {
  let places: readonly number[] = [machine.start];
  for (const [i, character] of characters.entries()) {
    const next: number[] = [];
    for (const place of reached(machine, places, i === 0, false)) {
      const state = machine.states[place]!;
      if (state.kind === 'one' && state.takes(character)) next.push(state.next);
    }
    if (next.length === 0) return false;
    places = next;
  }
  return reached(machine, places, characters.length === 0, true).includes(0);
}

/** All states that can be reached without taking a character. */
function reached(
  { states }: Machine,
  from: readonly number[],
  atBegin: boolean,
  atEnd: boolean,
): readonly number[] {
  const isSeen = new Uint8Array(states.length);
  const found: number[] = [];
  const left = [...from];
  for (let place = left.pop(); place !== undefined; place = left.pop()) {
    if (isSeen[place]) continue;
    isSeen[place] = 1;
    found.push(place);
    const state = states[place]!;
    if (state.kind === 'split') left.push(...state.ways);
    else if (state.kind === 'edge' && (state.edge === 'begin' ? atBegin : atEnd)) left.push(state.next);
  }
  return found;
}
