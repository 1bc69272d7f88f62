import { NoPattern, type Part } from './syntax.ts';

/** A place in a machine, and where it goes on: states are numbers, of which 0 is the end. */
export type State =
  | { readonly kind: 'end' }
  /** Takes one character, if the expression does. */
  | { readonly kind: 'one'; readonly takes: (character: string) => boolean; readonly next: number }
  | { readonly kind: 'edge'; readonly edge: 'begin' | 'end'; readonly next: number }
  | { readonly kind: 'split'; readonly ways: number[] };

export interface Machine {
  readonly states: readonly State[];
  readonly start: number;
}

const MOST_STATES = 1_000;

/**
 * The machine of a pattern (Thompson's): what it takes, it takes in one pass, whatever the pattern.
 *
 * @throws NoPattern where it would have too many states
 * @example machineOf(partsOf('a|b'))
 */
export function machineOf(pattern: Part): Machine {
  const states: State[] = [{ kind: 'end' }];
  // Repeating nothing makes no states, and yet takes its time.
  let built = 0;
  const add = (state: State): number => states.push(state) - 1;
  const known = new Map<string, (character: string) => boolean>();
  const taking = (source: string) => {
    const takes = known.get(source) ?? takingOne(source);
    known.set(source, takes);
    return takes;
  };

  const build = (part: Part, next: number): number => {
    built += 1;
    if (built > 10 * MOST_STATES || states.length > MOST_STATES) {
      throw new NoPattern('is too large: what it repeats, it repeats too often');
    }
    switch (part.kind) {
      case 'one':
        return add({ kind: 'one', takes: taking(part.source), next });
      case 'edge':
        return add({ kind: 'edge', edge: part.edge, next });
      case 'all':
        return part.parts.reduceRight((after, one) => build(one, after), next);
      case 'either':
        return add({ kind: 'split', ways: part.ways.map((way) => build(way, next)) });
      case 'repeat':
        return repeat(part, next);
    }
  };

  const repeat = ({ part, least, most }: Part & { kind: 'repeat' }, next: number): number => {
    let entry = next;
    if (most === Number.POSITIVE_INFINITY) {
      const ways = [next];
      entry = add({ kind: 'split', ways });
      ways.unshift(build(part, entry));
    } else {
      for (let i = least; i < most; i++) entry = add({ kind: 'split', ways: [build(part, entry), next] });
    }
    for (let i = 0; i < least; i++) entry = build(part, entry);
    return entry;
  };

  const start = build(pattern, 0);
  return { states, start };
}

/** JavaScript's own engine judges one character at a time, which is quick whatever the expression. */
function takingOne(source: string): (character: string) => boolean {
  const expression = new RegExp(`^(?:${source})$`, 'u');
  let last = '';
  let took = false;
  return (character) => {
    // All copies of what is repeated are asked about the same character in turn.
    if (character !== last) [last, took] = [character, expression.test(character)];
    return took;
  };
}
