import { Refusal, readTime, type Verify } from '../protocol/index.ts';
import type { Clock } from './clock.ts';
import type { Holding } from './holding.ts';
import { jitter, pauses } from './pause.ts';
import type { Errand, Reach } from './reach.ts';
import { streams } from './stream.ts';
import type { Wire } from './wire.ts';

/** The way from the server to the gate: the stream for speed, questions for certainty. */
export interface Contact {
  isConnected(): boolean;
  /** Resolves when the first question is answered, or has failed. */
  readonly first: Promise<void>;
  /** Asks for the document now. */
  ask(): void;
  /** Compares the clock anew. */
  askTime(): void;
}

/** What is followed. */
export interface Way {
  readonly wire: Wire;
  /** Whether there is a server, for the stream and the time; else only a copy of the document. */
  readonly hasServer: boolean;
  /** Whether documents are asked of a copy, which may be behind. */
  readonly isCopy: boolean;
}

/** What the gate does with what is heard. */
export interface Heard {
  /** Another document is held. */
  document(): void;
  /** The server's time was heard. */
  time(): void;
}

/** Between questions: while all is well, and while a flip is near or the stream is down. Milliseconds. */
const CALM = 30_000;
const BUSY = 5_000;

/** Until there is a first document, for the first seconds. Milliseconds. */
const EAGER = 500;

/** What is near: a gate that hears too late of a change there flips wrongly. Milliseconds. */
const NEAR = 120_000;

/** The clock is compared anew. Milliseconds. */
const SAMPLE = 60_000;

/** The first answer pays for the connection; the best of a few is near the truth. */
const SAMPLES = 4;

/**
 * Follows the server, or a copy of the document where there is no server, until it is stopped.
 *
 * @example const { first } = contacts(way, holding, clock, verify, reach, heard, stop); await first;
 */
export function contacts(
  way: Way,
  holding: Holding,
  clock: Clock,
  verify: Verify,
  reach: Reach,
  heard: Heard,
  stop: AbortSignal,
): Contact {
  const { wire, hasServer, isCopy } = way;
  const asking = pauses(stop);
  const begunAt = clock.monotonic();
  let sampledAt: number | null = null;
  let samplesDue = hasServer ? SAMPLES : 0;

  const take = async (text: string): Promise<void> => {
    if (await holding.take(text)) heard.document();
  };

  const ask = async (): Promise<void> => {
    const held = holding.document();
    const text = await wire.document(held && `"${held.epoch}.${held.serial}"`);
    if (text === null) return;
    try {
      await take(text);
    } catch (error) {
      // A copy that is behind, or an answer that a newer document overtook, is nothing to warn of.
      const isLate = isCopy || holding.document() !== held;
      if (!isLate || !(error instanceof Refusal) || error.code !== 'older') throw error;
    }
  };

  const sample = async (): Promise<void> => {
    const nonce = crypto.randomUUID();
    const sentAt = clock.monotonic();
    const answer = await wire.time(nonce);
    const receivedAt = clock.monotonic();
    const server = await readTime(answer, holding.trust(), nonce, verify);
    sampledAt = receivedAt;
    clock.sample(server, sentAt, receivedAt);
    holding.heard(server);
    heard.time();
  };

  const heartbeat = async (data: string): Promise<void> => {
    const receivedAt = clock.monotonic();
    const server = await readTime(JSON.parse(data), holding.trust(), '', verify);
    const fits = clock.heartbeat(server, receivedAt);
    holding.heard(server);
    heard.time();
    if (!fits && sampledAt !== null && receivedAt - sampledAt > BUSY) askTime(1);
  };

  const isNear = (): boolean => {
    const { until } = holding.stateAt(clock.now());
    return until !== null && until - clock.now() < NEAR;
  };

  const samplesNow = (): number => {
    if (!hasServer || samplesDue > 0) return samplesDue;
    const isOld = sampledAt === null || clock.monotonic() - sampledAt > SAMPLE;
    return isOld || !isConnected() || isNear() ? 1 : 0;
  };

  const between = (): number => {
    if (holding.document() === null) return clock.monotonic() - begunAt < BUSY ? EAGER : BUSY;
    return (isConnected() || !hasServer) && !isNear() ? CALM : BUSY;
  };

  const askTime = (times: number): void => {
    samplesDue = hasServer ? times : 0;
    asking.wake();
  };

  /** Does an errand and notes how it went; false where the server wasn't to be had. */
  const go = async (
    errand: Errand,
    what: 'document' | 'time',
    run: () => Promise<void>,
  ): Promise<boolean> => {
    try {
      await run();
    } catch (error) {
      if (!(error instanceof Refusal)) {
        if (!stop.aborted) reach.went(errand, error);
        return false;
      }
      reach.refused(`${what}-refused`, error);
    }
    reach.went(errand, null);
    return true;
  };

  const askOnAndOn = async (answered: () => void): Promise<void> => {
    while (!stop.aborted) {
      // The document first: it may bring the key by which the time is signed.
      let goesOn = (await go('document', 'document', ask)) || isCopy;
      for (let left = samplesNow(); left > 0 && goesOn; left -= 1) {
        samplesDue = 0;
        goesOn = await go('time', 'time', sample);
      }
      answered();
      await asking.wait(jitter(between(), 0.2));
    }
  };

  const isConnected = hasServer
    ? streams(
        wire,
        {
          event: (name, data) => {
            if (name === 'document') void go('stream', 'document', () => take(data));
            if (name === 'time') void go('stream', 'time', () => heartbeat(data));
          },
          opened: () => reach.went('stream', null),
          failed: (error) => reach.went('stream', error),
          lost: asking.wake,
        },
        stop,
      )
    : () => false;
  const first = new Promise<void>((resolve) => void askOnAndOn(resolve));
  return { isConnected, first, ask: asking.wake, askTime: () => askTime(SAMPLES) };
}
