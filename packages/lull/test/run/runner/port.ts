import type { Hello, Order, Output, Port, Report } from '../../../src/run/runner/contract.ts';

/** What becomes of one call: all is well, it never arrives, its answer doesn't, it arrives twice, or late. */
export type Luck = 'well' | 'lost' | 'answer-lost' | 'twice' | 'late';

/** What a test orders; the rest is as it was. */
export type Ordered = Pick<Order, 'run' | 'goal'> & Partial<Order>;

/** A server in memory for tests: it stores reports as the real one does, and can lose, repeat and delay. */
export interface TestPort extends Port {
  /** Gives the newest order of a part; its serial rises by itself. */
  order(order: Ordered): Order;
  /** Renews what passes the gates in the newest order of a run, which stays the same otherwise. */
  renew(run: string, bypass: Order['bypass']): void;
  /** Leaves out a part from the orders that hold. */
  forget(run: string, part?: number): void;
  /** The reports that are stored of a part, in order. */
  reports(run: string, part?: number): readonly Report[];
  /** What the reports say, in a word each: `started migrate`, `ended migrate done`, `through forward`. */
  story(run: string, part?: number): readonly string[];
  readonly outputs: readonly Output[];
  /** All that an attempt of a step printed, stream by stream, in its order. */
  printed(run: string): string;
  readonly hellos: readonly Hello[];
  /** Waits until it is so; looked at after every call. */
  until<T>(what: () => T | null | undefined | false): Promise<T>;
  /** From now on decides what becomes of calls. */
  luck(draw: (call: 'hello' | 'orders' | 'report' | 'output') => Luck): void;
}

/**
 * A server that stores what it is told.
 *
 * @example const port = testPort(); port.order({ run: 'k2', goal: 'forward' });
 */
export function testPort(): TestPort {
  const orders = new Map<string, Order>();
  const stored = new Map<string, Report[]>();
  const outputs: Output[] = [];
  const hellos: Hello[] = [];
  let draw: (call: 'hello' | 'orders' | 'report' | 'output') => Luck = () => 'well';
  let changed = Promise.withResolvers<void>();
  let lists: (readonly Order[])[] = [];

  const tell = (): void => {
    changed.resolve();
    changed = Promise.withResolvers<void>();
  };
  const call = async <T>(name: 'hello' | 'report' | 'output', effect: () => T): Promise<T> => {
    const luck = draw(name);
    if (luck === 'lost') throw new Error('the connection was lost');
    if (luck === 'late') await new Promise((resolve) => setTimeout(resolve, 20));
    if (luck === 'twice') effect();
    const result = effect();
    tell();
    if (luck === 'answer-lost') throw new Error('the connection was lost');
    return result;
  };
  const now = (): readonly Order[] =>
    [...orders.values()].map((order) => ({
      ...order,
      stored: stored.get(`${order.run}/${order.part}`)?.length ?? 0,
    }));

  const self: TestPort = {
    order(given) {
      const key = `${given.run}/${given.part ?? 0}`;
      const before = orders.get(key);
      const order: Order = {
        part: 0,
        downtime: 'downtime-1',
        file: { name: 'move', hash: '' },
        parameters: {},
        answers: [],
        bypass: {},
        ...before,
        stored: 0,
        ...given,
        serial: (before?.serial ?? 0) + 1,
      };
      orders.set(key, order);
      lists.push(now());
      tell();
      return order;
    },
    renew(run, bypass) {
      orders.set(`${run}/0`, { ...orders.get(`${run}/0`)!, bypass });
      tell();
    },
    forget(run, part = 0) {
      orders.delete(`${run}/${part}`);
      lists.push(now());
      tell();
    },
    reports: (run, part = 0) => stored.get(`${run}/${part}`) ?? [],
    story: (run, part = 0) => self.reports(run, part).map(told),
    outputs,
    printed: (run) =>
      outputs
        .filter((output) => output.run === run)
        .map(({ text }) => text)
        .join(''),
    hellos,
    async until(what) {
      for (;;) {
        const heard = changed.promise;
        const found = what();
        if (found) return found;
        await heard;
      }
    },
    luck(other) {
      draw = other;
    },
    hello: (hello) => call('hello', () => void hellos.push(hello)),
    report: (reports) =>
      call('report', () => {
        for (const report of reports) {
          const key = `${report.run}/${report.part}`;
          const all = stored.get(key) ?? [];
          stored.set(key, all);
          // Through JSON, as over a wire.
          if (report.number === all.length + 1) all.push(JSON.parse(JSON.stringify(report)));
        }
        return new Map(
          reports.map(({ run, part }) => [`${run}/${part}`, stored.get(`${run}/${part}`)!.length]),
        );
      }),
    output: (given) => call('output', () => void outputs.push(...given)),
    async *orders(signal) {
      let told = '';
      while (!signal.aborted) {
        const heard = changed.promise;
        const newest = now();
        const text = JSON.stringify(newest.map(({ stored: _, ...order }) => order));
        if (text !== told) {
          const luck = draw('orders');
          if (luck === 'lost') throw new Error('the connection was lost');
          // What was true a while ago comes once more.
          if (luck === 'twice' && lists.length > 0) yield lists[0]!;
          if (luck === 'late') await new Promise((resolve) => setTimeout(resolve, 20));
          lists = lists.slice(-3);
          told = text;
          yield newest;
          continue;
        }
        const aborted = Promise.withResolvers<void>();
        signal.addEventListener('abort', () => aborted.resolve(), { once: true });
        await Promise.race([heard, aborted.promise]);
      }
    },
  };
  return self;
}

function told({ what }: Report): string {
  switch (what.kind) {
    case 'started':
      return `${what.phase === 'back' ? 'undoing' : 'started'} ${what.name}`;
    case 'ended':
      return `${what.phase === 'back' ? 'undone' : 'ended'} ${what.name}: ${what.outcome}`;
    case 'asks':
      return `asks about ${what.name}: ${what.about}`;
    case 'stuck':
      return `stuck in ${what.phase}: ${what.why}`;
    case 'through':
      return `through ${what.phase}`;
    case 'rests':
      return 'rests';
  }
}
