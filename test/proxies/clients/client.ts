/** One request and what became of it; instants by `performance.now()`. */
export interface Sent {
  /** It was sent at this instant or later; `-Infinity` where that isn't known. */
  readonly began: number;
  /** Its answer was there at this instant or before. */
  readonly ended: number;
  /** Null for none: the connection broke. */
  readonly status: number | null;
  /** What the gate says in `Lull-State`; null for nothing. */
  readonly state: string | null;
  readonly error: string | null;
}

/** A connection that stays: a WebSocket or a stream. */
export interface Session {
  /** When it ended without our doing; null while it hasn't. */
  readonly cutAt: number | null;
  /** Messages that came back, or events that were heard. */
  readonly heard: number;
  /** What is missing or came out of order; null for nothing. */
  readonly wrong: string | null;
}

/** A client that asks again and again. */
export interface Client {
  readonly name: string;
  readonly sent: readonly Sent[];
  /** Connections that were to stay, the newest last. */
  readonly sessions: readonly Session[];
  /** Resolves when it has had so many answers to what it sent from now on. */
  answered(count: number): Promise<void>;
  /** Resolves when something new is heard over the connection that stays; or it was cut, as its session says. */
  goesOn(): Promise<void>;
  /** Resolves when one that stays is there, with something heard over it. */
  isThere(): Promise<void>;
  /** Resolves when none that stays is there. */
  gone(): Promise<void>;
  stop(): Promise<void>;
}

/** What a client writes down. */
export interface Tally extends Omit<Client, 'stop'> {
  add(sent: Sent): void;
  /** Something happened to a session. */
  changed(): void;
  readonly sent: Sent[];
  readonly sessions: Writable[];
}

/** A session while it is written. */
export type Writable = { -readonly [K in keyof Session]: Session[K] };

/** What a client writes down, and whoever waits for it. */
export function tallyOf(name: string): Tally {
  const sent: Sent[] = [];
  const sessions: Writable[] = [];
  const waiting = new Set<() => void>();
  const look = (): void => {
    for (const one of waiting) one();
  };
  const until = (isSo: () => boolean): Promise<void> =>
    new Promise((resolve) => {
      const check = (): void => {
        if (!isSo()) return;
        waiting.delete(check);
        resolve();
      };
      waiting.add(check);
      check();
    });
  return {
    name,
    sent,
    sessions,
    add: (one) => {
      sent.push(one);
      look();
    },
    changed: look,
    answered: (count) => {
      const [from, first] = [performance.now(), sent.length];
      return until(() => sent.slice(first).filter(({ began }) => began >= from).length >= count);
    },
    goesOn: () => {
      const session = sessions.at(-1);
      const before = session?.heard ?? 0;
      return until(() => session === undefined || session.cutAt !== null || session.heard > before);
    },
    isThere: () => until(() => sessions.at(-1)?.cutAt === null && sessions.at(-1)!.heard > 0),
    gone: () => until(() => sessions.at(-1)?.cutAt !== null),
  };
}

/** What one of a client's connections does, until it is over. */
export type Way = (tally: Tally, isOver: () => boolean) => Promise<void>;

/**
 * Starts a client.
 *
 * @param close ends what its ways share
 * @example const client = startClient('curl', [async (tally, isOver) => { … }]);
 */
export function startClient(
  name: string,
  ways: readonly Way[],
  close: () => Promise<void> = async () => {},
): Client {
  let isOver = false;
  const tally = tallyOf(name);
  const running = ways.map((way) => way(tally, () => isOver));
  return {
    ...tally,
    stop: async () => {
      if (isOver) return;
      isOver = true;
      await Promise.all(running);
      await close();
    },
  };
}

/** What is said about a failure, as short as it can be. */
export function reasonOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return code ?? message;
}
