import { useEffect, useRef, useState } from 'react';
import { type Answer, addressOf } from '../../../api/ask.ts';
import { CommandLine } from '../../../parts/command-line.tsx';
import { Labelled } from '../../../parts/labelled.tsx';
import { useSay } from '../../../words/words.tsx';
import { runWords } from './words.ts';

type Piece = Answer<'readRunOutput'>['items'][number];
type RunOf = Answer<'readRun'>;

/** As much of what steps printed is kept on the page, in characters. */
const most = 200_000;

/**
 * What the steps print, as it is heard: followed until it is paused, the oldest left out where it is long.
 */
export function Output({ run }: { readonly run: RunOf }) {
  const say = useSay(runWords);
  const { pieces, isCut } = useOutput(run.downtime);
  const [step, setStep] = useState('');
  const [held, setHeld] = useState<readonly Piece[] | null>(null);
  const box = useRef<HTMLPreElement>(null);
  const shown = (held ?? pieces).filter((piece) => step === '' || keyOf(piece) === step);
  const last = shown.at(-1)?.seq;
  useEffect(() => {
    if (held === null && last !== undefined) box.current?.scrollTo({ top: box.current.scrollHeight });
  }, [held, last]);
  const steps = run.parts.flatMap((part) =>
    part.steps
      .filter(({ attempts }) => attempts.length > 0)
      .map(({ phase, place, name }) => ({
        key: `${part.place} ${phase} ${place}`,
        name: phase === 'back' ? say('undo', { step: name }) : name,
      })),
  );
  return (
    <div className="output">
      <div className="with-action">
        <h3 id="output">{say('output')}</h3>
        <button
          type="button"
          className="small"
          aria-pressed={held !== null}
          onClick={() => setHeld(held === null ? pieces : null)}
        >
          {say(held === null ? 'pause' : 'follow')}
        </button>
      </div>
      <Labelled label={say('step')}>
        {(labelled) => (
          <select {...labelled} value={step} onChange={({ target }) => setStep(target.value)}>
            <option value="">{say('all')}</option>
            {steps.map(({ key, name }) => (
              <option key={key} value={key}>
                {name}
              </option>
            ))}
          </select>
        )}
      </Labelled>
      {isCut && <p className="quiet">{say('cut')}</p>}
      {shown.length === 0 ? (
        <p className="quiet">{say('nothing')}</p>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, also by keyboard
        <pre ref={box} tabIndex={0} role="log" aria-live="off" aria-labelledby="output">
          {shown.map(({ seq, stream, text }) => (
            <span key={seq} data-stream={stream}>
              {text}
            </span>
          ))}
        </pre>
      )}
      <CommandLine line={`lull run output ${run.downtime}`} />
    </div>
  );
}

function keyOf({ part, phase, place }: Piece): string {
  return `${part} ${phase} ${place}`;
}

/** What was printed so far, and what is, until the run is over; only the newest where it is long. */
function useOutput(id: string): { readonly pieces: readonly Piece[]; readonly isCut: boolean } {
  const [kept, setKept] = useState<{ pieces: readonly Piece[]; isCut: boolean }>({
    pieces: [],
    isCut: false,
  });
  useEffect(() => {
    setKept({ pieces: [], isCut: false });
    const waiting: Piece[] = [];
    let frame = 0;
    const take = (): void => {
      frame = 0;
      const more = waiting.splice(0);
      setKept((before) => bounded([...before.pieces, ...more], before.isCut));
    };
    const source = new EventSource(addressOf('readRunOutput', { params: { id } }));
    source.addEventListener('output', ({ data }) => {
      waiting.push(JSON.parse(data as string) as Piece);
      frame ||= requestAnimationFrame(take);
    });
    source.addEventListener('end', () => source.close());
    return () => {
      source.close();
      cancelAnimationFrame(frame);
    };
  }, [id]);
  return kept;
}

function bounded(pieces: readonly Piece[], wasCut: boolean): { pieces: readonly Piece[]; isCut: boolean } {
  let size = 0;
  let from = pieces.length;
  while (from > 0 && size < most) size += pieces[--from]!.text.length;
  return { pieces: pieces.slice(from), isCut: wasCut || from > 0 };
}
