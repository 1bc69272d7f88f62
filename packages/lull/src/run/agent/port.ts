import { z } from 'zod';
import { formatInstant, type Instant } from '../../time/instant.ts';
import { makeBell } from '../runner/bell.ts';
import type { Order, Output, Port, Report } from '../runner/contract.ts';
import type { RunnerLog } from '../runner/host.ts';
import { NotOrdered } from '../runner/not-ordered.ts';
import { fitHello } from './fit-hello.ts';
import { hearFrom } from './hear.ts';
import { limits } from './limits.ts';
import { readOrders } from './read-orders.ts';
import { makeStanding } from './standing.ts';
import { type AgentWire, Refused } from './wire.ts';

/** What a server answers to reports. */
const answer = z.object({ stored: z.record(z.string(), z.int().min(0)) });

/** What no server would take, however often it were told. */
const NEVER: ReadonlySet<string | null> = new Set(['bad-request', 'too-large']);

/** The last instant that is told: a clock that is wrong keeps nothing from being heard. */
const LAST = Date.UTC(2199, 0);

/**
 * How a runner reaches its server over the network. It goes on with the last orders through every connection
 * that is lost; where the server itself says that this runner is no agent of its own (any more), none hold:
 * what runs is brought to its end, and nothing is begun.
 *
 * @example const port = httpPort(httpWire({ server, key, journal, process }), log);
 */
export function httpPort(wire: AgentWire, log: RunnerLog): Port {
  const news = makeBell();
  let newest: readonly Order[] | null = null;
  const tell = (orders: readonly Order[]): void => {
    newest = orders;
    news.ring();
  };
  const standing = makeStanding(log, () => tell([]));
  const post = async (path: Parameters<AgentWire['post']>[0], body: object): Promise<unknown> => {
    try {
      return await wire.post(path, body);
    } catch (error) {
      standing.failed(error);
      if (error instanceof Refused && error.code === 'not-ordered') {
        throw new NotOrdered(error.said, error.parts);
      }
      throw error;
    }
  };

  return {
    async hello(hello) {
      await post('/hello', fitHello(hello));
      standing.heard();
    },

    async *orders(signal) {
      const ending = new AbortController();
      const either = AbortSignal.any([signal, ending.signal]);
      const hear = (value: unknown): void => tell(readOrders(value, log));
      const hearing = hearFrom({ wire, standing, log, hear }, either);
      try {
        while (!signal.aborted) {
          await news.wait(Infinity, signal);
          const orders = newest;
          newest = null;
          if (orders !== null && !signal.aborted) yield orders;
        }
      } finally {
        ending.abort();
        await hearing;
      }
    },

    async report(reports) {
      const told = reports.map((report) => ({ ...report, at: toldAt(report.at) }));
      const { stored } = answer.parse(await post('/reports', { reports: told satisfies ToldAt<Report>[] }));
      return new Map(Object.entries(stored));
    },

    async output(output) {
      for (let from = 0; from < output.length; from += limits.pieces) {
        const pieces = output.slice(from, from + limits.pieces);
        const told = pieces.map((piece) => ({ ...piece, at: toldAt(piece.at) }));
        await post('/output', { output: told satisfies ToldAt<Output>[] }).catch((error: unknown) => {
          if (!(error instanceof Refused) || !NEVER.has(error.code)) throw error;
          log.warn({ err: error, pieces: pieces.length }, 'the server takes no such output; it is left out');
        });
      }
    },
  };
}

type ToldAt<T> = Omit<T, 'at'> & { readonly at: string };

const toldAt = (at: Instant): string => formatInstant(Math.min(Math.max(Math.trunc(at), 0), LAST));
