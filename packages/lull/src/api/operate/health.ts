import type { Store } from '../../store/contract.ts';

/** What the server can be asked about its own health. */
export interface Health {
  /** Ready to answer requests: the store answers, the timers look, and it is not stopping. */
  readiness(): Promise<Readiness>;
  /** From now on not ready. */
  stopping(): void;
}

export interface Readiness {
  readonly ready: boolean;
  /** Each thing that is looked at: `ok`, or why not. */
  readonly checks: Readonly<Record<'store' | 'timers' | 'server', string>>;
}

/** The timers look once a second; so long without a look and something is wrong. Milliseconds. */
const longestBeat = 10_000;

/** However many ask, the store is asked once a second, and has so long to answer. Milliseconds. */
const [askEvery, answerWithin] = [1_000, 2_000];

/**
 * @param parts.beatAge how long ago the timers last looked, in milliseconds
 * @param parts.clock milliseconds that only rise
 */
export function createHealth(parts: {
  readonly store: Pick<Store, 'now'>;
  readonly beatAge: () => number;
  readonly clock?: () => number;
}): Health {
  const { store, beatAge, clock = () => performance.now() } = parts;
  let stopping = false;
  let asked: { readonly at: number; readonly answer: Promise<string> } | null = null;
  const storeSays = (): Promise<string> => {
    if (asked === null || clock() - asked.at >= askEvery) asked = { at: clock(), answer: ask(store) };
    return asked.answer;
  };
  return {
    readiness: async () => {
      const checks = {
        store: await storeSays(),
        timers: beatAge() <= longestBeat ? 'ok' : 'no look for more than 10 s',
        server: stopping ? 'stopping' : 'ok',
      };
      return { ready: Object.values(checks).every((check) => check === 'ok'), checks };
    },
    stopping: () => {
      stopping = true;
    },
  };
}

/** Says no more than that: health is told to anybody. */
async function ask(store: Pick<Store, 'now'>): Promise<string> {
  const late = Promise.withResolvers<string>();
  const timer = setTimeout(late.resolve, answerWithin, 'no answer within 2 s');
  const answer = store.now().then(
    () => 'ok',
    () => 'no answer',
  );
  try {
    return await Promise.race([answer, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
