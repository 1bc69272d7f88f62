import { secretForms } from './secret-forms.ts';

/** What stands in the place of a secret. */
const MASK = '***';

/** A stretch of bytes, half-open. */
interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** Keeps secrets out of bytes and texts. Whatever was hidden once stays so. */
export interface Redactor {
  hide(secret: string): void;
  /** The longest form of a secret, in bytes. */
  longest(): number;
  /** A text that is whole. */
  text(text: string): string;
  /**
   * The beginning of what is there that can be shown, whatever comes after it, and how many bytes that was.
   *
   * @param from how many bytes at the beginning are only there to be recognised, and not shown
   * @param isEnd whether nothing comes after it
   */
  shown(bytes: Buffer, from: number, isEnd: boolean): { readonly bytes: Buffer; readonly taken: number };
}

/**
 * A redactor that knows no secret yet.
 *
 * @example redactor.hide('hunter2'); redactor.text('it is hunter2') === 'it is ***'
 */
export function makeRedactor(): Redactor {
  const known = new Set<string>();
  let forms: readonly Buffer[] = [];

  const stretches = (bytes: Buffer): readonly Stretch[] =>
    joined(forms.flatMap((form) => found(form, bytes)));

  const self: Redactor = {
    hide(secret) {
      if (secret === '' || known.has(secret)) return;
      known.add(secret);
      forms = [...forms, ...secretForms(secret)];
    },
    longest: () => forms.reduce((most, form) => Math.max(most, form.length), 0),
    text: (text) => self.shown(Buffer.from(text), 0, true).bytes.toString(),
    shown(bytes, from, isEnd) {
      const secret = stretches(bytes);
      const open = isEnd ? bytes.length : beginOf(forms, bytes);
      // What began within a secret belongs to it: "ab" and "bcd" hide all of "abcd".
      const end = secret.find((one) => one.from < open && one.to > open)?.from ?? open;
      const parts: Buffer[] = [];
      let at = from;
      for (const one of secret) {
        if (one.from >= end) break;
        if (one.to <= at) continue;
        if (one.from > at) parts.push(bytes.subarray(at, one.from));
        parts.push(Buffer.from(MASK));
        at = one.to;
      }
      if (end > at) parts.push(bytes.subarray(at, end));
      return { bytes: Buffer.concat(parts), taken: end };
    },
  };
  return self;
}

/** Where a form stands, in order, those that touch or overlap as one. */
function found(form: Buffer, bytes: Buffer): readonly Stretch[] {
  const result: Stretch[] = [];
  for (let from = bytes.indexOf(form); from >= 0; from = bytes.indexOf(form, from + 1)) {
    add(result, { from, to: from + form.length });
  }
  return result;
}

/** The same for stretches of several forms. */
function joined(all: readonly Stretch[]): readonly Stretch[] {
  const result: Stretch[] = [];
  for (const one of all.toSorted((a, b) => a.from - b.from)) add(result, one);
  return result;
}

function add(result: Stretch[], one: Stretch): void {
  const last = result.at(-1);
  if (last === undefined || one.from > last.to) result.push(one);
  else result[result.length - 1] = { from: last.from, to: Math.max(last.to, one.to) };
}

/** Where something begins at the end of the bytes that may yet become a secret. */
function beginOf(forms: readonly Buffer[], bytes: Buffer): number {
  let begin = bytes.length;
  for (const form of forms) {
    for (let at = Math.max(0, bytes.length - form.length + 1); at < begin; at += 1) {
      if (bytes.subarray(at).equals(form.subarray(0, bytes.length - at))) begin = at;
    }
  }
  return begin;
}
