import { Agent, fetch } from 'undici';
import { reasonOf } from './client.ts';

/** What a visitor met from some moment on, until it was something else. */
export interface Turn {
  /** The status, or why there was none. */
  readonly met: number | string;
  /** When the first answer of these was there, in milliseconds since 1970. */
  readonly at: number;
}

/** Somebody who asks again and again, and notes what changes. */
export interface Visitor {
  /** What it met so far, in order, each other than the one before. */
  readonly turns: readonly Turn[];
  /** Resolves when that is what it meets now. */
  meets(status: number): Promise<void>;
  /** Resolves when so many more answers were there, whatever they were. */
  answered(count: number): Promise<void>;
  stop(): Promise<void>;
}

/** Starts one, over one connection that it keeps. */
export function visitorOf(url: string): Visitor {
  const dispatcher = new Agent({ connections: 1 });
  const turns: Turn[] = [];
  const waiting = new Set<() => void>();
  let answers = 0;
  let isOver = false;

  const until = (isSo: () => boolean): Promise<void> =>
    new Promise((resolve) => {
      const look = (): void => {
        if (!isSo()) return;
        waiting.delete(look);
        resolve();
      };
      waiting.add(look);
      look();
    });
  const ask = async (): Promise<number | string> => {
    try {
      const answer = await fetch(url, { dispatcher, headers: { accept: 'application/json' } });
      await answer.arrayBuffer();
      return answer.status;
    } catch (error) {
      return reasonOf((error as Error).cause ?? error);
    }
  };
  const visit = async (): Promise<void> => {
    while (!isOver) {
      const met = await ask();
      answers += 1;
      if (turns.at(-1)?.met !== met) turns.push({ met, at: Date.now() });
      for (const look of waiting) look();
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  };
  const visiting = visit();
  return {
    turns,
    meets: (status) => until(() => turns.at(-1)?.met === status),
    answered: (count) => {
      const enough = answers + count;
      return until(() => answers >= enough);
    },
    stop: async () => {
      isOver = true;
      await visiting;
      await dispatcher.close();
    },
  };
}
