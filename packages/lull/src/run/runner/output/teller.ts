import { pause } from '../../actions/pause.ts';
import { type Bell, makeBell } from '../bell.ts';
import type { Output, Port } from '../contract.ts';
import { lastWithin } from '../last-within.ts';
import { NotOrdered } from '../not-ordered.ts';
import { keyOf } from '../part/part.ts';

/** Text of one piece, and of one call, in characters. */
const PIECE = 16_384;
const BATCH = 131_072;

/** What may wait for a server that doesn't hear; more is left out. Characters. */
const MOST_WAITING = 4 * 1024 * 1024;

/** How long small pieces are gathered, and how long is waited after a failure. Milliseconds. */
const GATHER = 200;
const AGAIN = 1_000;

/** A piece that was printed, and the number that the next piece of its attempt will have. */
export interface Printed {
  readonly output: Omit<Output, 'number'>;
  readonly numbers: { next: number };
}

/** Tells what steps print, as soon as it can, and holds nobody up. */
export interface OutputTeller {
  tell(printed: Printed): void;
  /** Tells on until the signal is aborted; then once more what is there. */
  run(signal: AbortSignal): Promise<void>;
}

/**
 * A teller for all that is printed on this host.
 *
 * @example const teller = makeOutputTeller(port); void teller.run(signal);
 */
export function makeOutputTeller(port: Pick<Port, 'output'>): OutputTeller {
  const bell: Bell = makeBell();
  let waiting: Output[] = [];
  let size = 0;
  let leftOut = 0;
  // What was sent once may be stored, also where its answer was lost: nothing is added to it.
  let isOpen = false;

  const add = (output: Printed['output'], numbers: Printed['numbers']): void => {
    size += output.text.length;
    const last = waiting.at(-1);
    if (isOpen && last && isSame(last, output) && last.text.length + output.text.length <= PIECE) {
      waiting[waiting.length - 1] = { ...last, text: last.text + output.text };
    } else {
      waiting.push({ ...output, number: numbers.next });
      numbers.next += 1;
      isOpen = true;
    }
  };
  const take = (): Output[] => {
    let length = 0;
    const until = waiting.findIndex(({ text }) => {
      length += text.length;
      return length > BATCH;
    });
    const batch = waiting.splice(0, until < 0 ? Infinity : Math.max(1, until));
    isOpen &&= waiting.length > 0;
    return batch;
  };
  const send = async (): Promise<void> => {
    while (waiting.length > 0) {
      const batch = take();
      try {
        await port.output(batch);
        size -= lengthOf(batch);
      } catch (error) {
        const theirs = error instanceof NotOrdered ? error.parts : NONE;
        const rest = batch.filter((one) => !theirs.has(keyOf(one)));
        size -= lengthOf(batch) - lengthOf(rest);
        waiting = [...rest, ...waiting];
        if (rest.length === batch.length) throw error;
      }
    }
  };

  return {
    tell({ output, numbers }) {
      if (size + output.text.length > MOST_WAITING) {
        leftOut += output.text.length;
        return;
      }
      if (leftOut > 0) {
        const text = `\n[lull: ${leftOut.toLocaleString('en')} characters left out: nobody took them in time]\n`;
        leftOut = 0;
        add({ ...output, stream: 'err', text }, numbers);
      }
      for (let at = 0; at < output.text.length; ) {
        const end = pieceEnd(output.text, at);
        add({ ...output, text: output.text.slice(at, end) }, numbers);
        at = end;
      }
      bell.ring();
    },
    async run(signal) {
      while (!signal.aborted) {
        await bell.wait(Infinity, signal);
        if (!(await pause(GATHER, signal))) break;
        await send().catch(async () => {
          await pause(AGAIN, signal);
          bell.ring();
        });
      }
      await lastWithin(send());
    },
  };
}

const NONE: ReadonlySet<string> = new Set();

const lengthOf = (pieces: readonly Output[]): number =>
  pieces.reduce((sum, { text }) => sum + text.length, 0);

function isSame(a: Output, b: Printed['output']): boolean {
  return (
    a.stream === b.stream &&
    a.run === b.run &&
    a.part === b.part &&
    a.phase === b.phase &&
    a.place === b.place &&
    a.attempt === b.attempt
  );
}

/** A character of two halves isn't cut. */
function pieceEnd(text: string, at: number): number {
  const end = Math.min(at + PIECE, text.length);
  const isHalf = end < text.length && /[\ud800-\udbff]/.test(text[end - 1]!);
  return isHalf ? end - 1 : end;
}
