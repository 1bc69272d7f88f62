import { createParser } from 'eventsource-parser';
import { SECOND } from '../../time/instant.ts';
import { pause } from '../actions/pause.ts';
import type { RunnerLog } from '../runner/host.ts';
import type { Standing } from './standing.ts';
import type { AgentWire } from './wire.ts';

/** A stream in which nothing comes for so long is dead: three signs of life. */
const SILENT = 15 * SECOND;

/** Between attempts: at first, and at most. */
const SOON = SECOND / 4;
const LATE = 10 * SECOND;

/** After so long a connection was a good one. */
const LASTED = 10 * SECOND;

/** How often is asked while there is no stream, and beside one. */
const ASK_ALONE = 5 * SECOND;
const ASK_BESIDE = 30 * SECOND;

/** The longest event, in characters. */
const LONGEST = 16_000_000;

/** What orders are heard with. */
export interface Hearing {
  readonly wire: Pick<AgentWire, 'orders' | 'stream'>;
  readonly standing: Standing;
  readonly log: RunnerLog;
  /** Gets what the server says, as it came; throws where it can't be read. */
  hear(value: unknown): void;
}

/**
 * Hears orders until the signal is aborted: by a stream, which is opened again whenever it ends or falls
 * silent, and by asking beside it, so that none is missed whatever stands between.
 *
 * @example await hearFrom({ wire, standing, log, hear }, signal);
 */
export async function hearFrom(hearing: Hearing, signal: AbortSignal): Promise<void> {
  const seen: Seen = { count: 0, isOpen: false };
  await Promise.all([keepStream(hearing, seen, signal), askBeside(hearing, seen, signal)]);
}

interface Seen {
  /** How often something was heard by the stream. */
  count: number;
  isOpen: boolean;
}

async function keepStream(hearing: Hearing, seen: Seen, signal: AbortSignal): Promise<void> {
  const { standing, log } = hearing;
  let next = SOON;
  while (!signal.aborted) {
    await standing.untilHeard(signal);
    if (signal.aborted) return;
    const begun = performance.now();
    try {
      await streamOnce(hearing, seen, signal);
    } catch (error) {
      if (!signal.aborted) log.debug({ err: error }, 'the stream of orders was lost');
      standing.failed(error);
    }
    seen.isOpen = false;
    if (performance.now() - begun > LASTED) next = SOON;
    await pause(jittered(next), signal);
    next = Math.min(LATE, next * 2);
  }
}

async function streamOnce({ wire, standing, hear }: Hearing, seen: Seen, signal: AbortSignal): Promise<void> {
  const silence = new AbortController();
  const silent = (): void => silence.abort(new Error(`nothing came for ${SILENT / SECOND} s`));
  let timer = setTimeout(silent, SILENT);
  const any = AbortSignal.any([signal, silence.signal, standing.refusal()]);
  const parser = createParser({
    maxBufferSize: LONGEST,
    onEvent({ event, data }) {
      if (event !== 'orders') return;
      seen.count += 1;
      hear(JSON.parse(data));
    },
  });
  try {
    const body = await wire.stream(any);
    seen.isOpen = true;
    const decoder = new TextDecoder();
    for await (const chunk of body) {
      clearTimeout(timer);
      timer = setTimeout(silent, SILENT);
      parser.feed(decoder.decode(chunk, { stream: true }));
    }
  } finally {
    clearTimeout(timer);
  }
}

async function askBeside(
  { wire, standing, log, hear }: Hearing,
  seen: Seen,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    await pause(jittered(seen.isOpen ? ASK_BESIDE : ASK_ALONE), signal);
    await standing.untilHeard(signal);
    if (signal.aborted) return;
    const { count } = seen;
    try {
      const value = await wire.orders(signal);
      // What the stream said meanwhile is newer.
      if (count === seen.count && standing.isHeard()) hear(value);
    } catch (error) {
      if (!signal.aborted) log.debug({ err: error }, 'the server could not be asked for orders');
      standing.failed(error);
    }
  }
}

/** Not all agents ask at once. */
const jittered = (ms: number): number => ms * (0.5 + Math.random());
