/** A pattern taken apart. */
export type Part =
  /** One character that the expression of a single character takes: `a`, `.`, `\d`, `[a-z]`. */
  | { readonly kind: 'one'; readonly source: string }
  | { readonly kind: 'edge'; readonly edge: 'begin' | 'end' }
  | { readonly kind: 'all'; readonly parts: readonly Part[] }
  | { readonly kind: 'either'; readonly ways: readonly Part[] }
  | { readonly kind: 'repeat'; readonly part: Part; readonly least: number; readonly most: number };

/** Why a text is no pattern, as the end of a sentence that begins with it. */
export class NoPattern extends Error {}

const MOST_PATTERN = 500;
const MOST_TIMES = 1_000;

/** What counts on characters that were taken before, or looks at others: it can't be tried in one pass. */
const lookAround = /^\(\?(?:[=!]|<[=!])/;
const backReference = /^\\(?:[1-9]|k)/;
const group = /^\((?:\?:|\?<[\p{L}_$][\p{L}\p{N}_$]*>)?/u;
const escaped = /^\\(?:[pP]\{[^}]*\}|u\{[^}]*\}|u[\da-fA-F]{4}|x[\da-fA-F]{2}|c[a-zA-Z]|.)/su;
const characters = /^\[(?:\\.|[^\]\\])*\]/su;
const times = /^(?:[*+?]|\{(\d+)(?:(,)(\d*))?\})\??/;

/**
 * Takes a pattern apart: the part of JavaScript's regular expressions (with the flag `u`) that RE2 has too.
 *
 * @throws NoPattern
 * @example partsOf('[a-z]+|\\d{8}')
 */
export function partsOf(text: string): Part {
  if (text.length > MOST_PATTERN) throw new NoPattern(`is longer than ${MOST_PATTERN} characters`);
  try {
    new RegExp(text, 'u');
  } catch (error) {
    throw new NoPattern(`is no regular expression (${(error as Error).message.replace(/^.*: /s, '')})`);
  }
  let rest = text;
  const take = (form: RegExp): RegExpExecArray | null => {
    const found = form.exec(rest);
    if (found) rest = rest.slice(found[0].length);
    return found;
  };

  const either = (): Part => {
    const ways = [all()];
    while (take(/^\|/)) ways.push(all());
    return ways.length === 1 ? ways[0]! : { kind: 'either', ways };
  };

  const all = (): Part => {
    const parts: Part[] = [];
    while (rest !== '' && !/^[|)]/.test(rest)) parts.push(repeated(one()));
    return { kind: 'all', parts };
  };

  const one = (): Part => {
    if (lookAround.test(rest)) throw new NoPattern('looks ahead or behind, which no value needs');
    if (backReference.test(rest)) throw new NoPattern('refers back to what a group took');
    if (/^\\[bB]/.test(rest)) throw new NoPattern('asks for the edge of a word (\\b)');
    if (/^\(\?[a-z-]/.test(rest)) throw new NoPattern('changes its flags in a group');
    if (take(/^\^/)) return { kind: 'edge', edge: 'begin' };
    if (take(/^\$/)) return { kind: 'edge', edge: 'end' };
    if (take(group)) {
      const part = either();
      take(/^\)/);
      return part;
    }
    return { kind: 'one', source: (take(characters) ?? take(escaped) ?? take(/^./su))![0] };
  };

  const repeated = (part: Part): Part => {
    const found = take(times);
    if (!found) return part;
    const [least, most] = howOften(found);
    if (Math.max(least, most === Number.POSITIVE_INFINITY ? 0 : most) > MOST_TIMES) {
      throw new NoPattern(`repeats something more than ${MOST_TIMES} times`);
    }
    return { kind: 'repeat', part, least, most };
  };

  return either();
}

function howOften([written, least, comma, most]: RegExpExecArray): readonly [number, number] {
  if (least === undefined) {
    const sign = written[0];
    return [sign === '+' ? 1 : 0, sign === '?' ? 1 : Number.POSITIVE_INFINITY];
  }
  if (!comma) return [Number(least), Number(least)];
  return [Number(least), most ? Number(most) : Number.POSITIVE_INFINITY];
}
