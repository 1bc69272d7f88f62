import { createParser } from 'eventsource-parser';
import { useCallback, useEffect, useRef, useState } from 'react';
import { type Answer, addressOf, Refusal } from '../../api/ask.ts';
import type { SourceRow } from '../services/shape.ts';

/** How far a reading is. */
export interface Progress {
  readonly bytes: number;
  /** Bytes in all; null where that is not known. */
  readonly total: number | null;
  readonly lines: number;
}

/** A traffic source that is tried: being read, read, or refused; `idle` before. */
export type Trial =
  | { readonly state: 'idle' }
  | { readonly state: 'reading'; readonly progress: Progress }
  | { readonly state: 'read'; readonly found: Answer<'tryTraffic'> }
  | { readonly state: 'refused'; readonly error: Refusal };

/**
 * Reads a source on the server and follows how far it is; what is left or begun anew ends the reading there.
 */
export function useTrial(): { readonly trial: Trial; begin(source: SourceRow): void; stop(): void } {
  const [trial, setTrial] = useState<Trial>({ state: 'idle' });
  const ending = useRef<AbortController | null>(null);
  useEffect(() => () => ending.current?.abort(), []);
  const begin = useCallback((source: SourceRow) => {
    ending.current?.abort();
    const mine = new AbortController();
    ending.current = mine;
    setTrial({ state: 'reading', progress: { bytes: 0, total: null, lines: 0 } });
    const tell = (next: Trial): void => {
      if (!mine.signal.aborted) setTrial(next);
    };
    follow(source, mine.signal, tell).catch((error: unknown) =>
      tell({ state: 'refused', error: error instanceof Refusal ? error : new Refusal(null, error) }),
    );
  }, []);
  const stop = useCallback(() => {
    ending.current?.abort();
    setTrial({ state: 'idle' });
  }, []);
  return { trial, begin, stop };
}

async function follow(
  { source, format, series }: SourceRow,
  signal: AbortSignal,
  tell: (trial: Trial) => void,
): Promise<void> {
  const body = { source, ...(format && { format }), ...(series && { series }) };
  const response = await fetch(addressOf('tryTraffic'), {
    method: 'POST',
    headers: { accept: 'text/event-stream', 'content-type': 'application/json' },
    body: JSON.stringify(body),
    signal,
  });
  if (!response.ok || response.body === null) {
    const isProblem = response.headers.get('content-type')?.includes('problem+json');
    throw new Refusal(isProblem ? await response.json() : null);
  }
  let isOver = false;
  const parser = createParser({
    onEvent: ({ event, data }) => {
      const said = JSON.parse(data);
      isOver = event !== 'progress';
      if (event === 'progress') tell({ state: 'reading', progress: said });
      else if (event === 'read') tell({ state: 'read', found: said });
      else tell({ state: 'refused', error: new Refusal(said) });
    },
  });
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    parser.feed(value);
  }
  if (!isOver) throw new Refusal(null);
}
