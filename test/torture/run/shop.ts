import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { followGate, type GateConfig } from '../../../packages/gate/src/follow/index.ts';
import { gateListener } from '../../../packages/gate/src/node/index.ts';
import { isHalfDone, readLedger } from './ledger.ts';
import type { Scenario } from './scenario.ts';
import { stepNames } from './step-file.ts';

/** What is done to a service at one time. */
export interface Occasion {
  readonly id: string;
  readonly ledger: string;
  readonly scenario: Scenario;
}

/** A real app behind a real gate, with visitors who come all the time. */
export interface Shop {
  readonly url: string;
  readonly visits: { answered: number; refused: number };
  /** What should never have been seen, as sentences. */
  readonly wrong: readonly string[];
  /** From now on this is done to it; before, and after `over`, nobody may be refused. */
  begin(occasion: Occasion): void;
  /** Waits until a visitor is let in, then lets nobody be refused any more. */
  over(patience: number): Promise<void>;
  /** Opens its gate whatever it is told: a fault that has to be found. */
  forceOpen(): Promise<void>;
  close(): Promise<void>;
}

const ends = { first: stepNames[0], last: stepNames[3] };

/** Opens an app on a free port, whose gate follows as it was enrolled, and sends it visitors. */
export async function openShop(config: GateConfig): Promise<Shop> {
  const gate = await followGate({ ...config, warn: () => {} });
  const visits = { answered: 0, refused: 0 };
  const wrong = new Set<string>();
  let occasion: Occasion | null = null;
  let isOver = true;
  let isChecked = true;

  const mustBeOut = (): string | null => {
    if (occasion === null) return null;
    if (isHalfDone(readLedger(occasion.ledger), ends)) return 'while the change was half-done';
    return isChecked || !isWhole(occasion) ? null : 'before the change was checked';
  };
  const server = createServer(
    gateListener(gate, async ({ url }, response) => {
      const { checks = 'well', watched = 'well' } = occasion?.scenario ?? {};
      if (url === '/check') {
        if (checks === 'well' && occasion && isWhole(occasion)) isChecked = true;
        response.writeHead(checks === 'well' ? 200 : 500).end();
        return;
      }
      const why = mustBeOut();
      if (why) wrong.add(`${occasion!.id} (${occasion!.scenario.name}): a visitor came in ${why}`);
      await wait(10);
      // Whoever is in must be out before the change begins.
      const late = mustBeOut();
      if (late) wrong.add(`${occasion!.id} (${occasion!.scenario.name}): a visitor was still in ${late}`);
      response.writeHead(url === '/fares' && watched === 'badly' ? 500 : 200).end('Welcome');
    }),
  );
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  const closing = new AbortController();
  const visitor = async (): Promise<void> => {
    while (!closing.signal.aborted) {
      const { status } = await fetch(url, { signal: closing.signal });
      if (status === 200) visits.answered += 1;
      else {
        visits.refused += 1;
        if (isOver)
          wrong.add(`a visitor of ${config.service} was refused with ${status} though nothing was done`);
      }
      await wait(25, undefined, { signal: closing.signal });
    }
  };
  const visitors = Promise.all([visitor(), visitor()]).catch((error: Error) => {
    if (!closing.signal.aborted) wrong.add(`a visitor of ${config.service} got no answer: ${error.message}`);
  });
  return {
    url,
    visits,
    wrong: wrong as unknown as readonly string[],
    begin(next) {
      occasion = next;
      isChecked = false;
      isOver = false;
    },
    async over(patience) {
      const until = Date.now() + patience;
      while (Date.now() < until) {
        if ((await fetch(url)).status === 200) {
          // What was asked before the gate opened may still be answered.
          await wait(200);
          isOver = true;
          return;
        }
        await wait(50);
      }
      wrong.add(`${occasion?.id} (${occasion?.scenario.name}): it is over, and its gate stays closed`);
    },
    forceOpen: () => gate.override({ state: 'open', why: 'to be found out', at: Date.now() }),
    async close() {
      closing.abort();
      await visitors;
      await gate.close();
      server.closeAllConnections();
      server.close();
    },
  };
}

function isWhole({ ledger }: Occasion): boolean {
  const lines = readLedger(ledger);
  const isEnded = lines.some(
    ({ what, way, step }) => what === 'end' && way === 'forward' && step === ends.last,
  );
  return isEnded && !lines.some(({ way }) => way === 'back');
}
