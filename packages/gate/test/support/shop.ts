import type { NodeOptions } from '../../src/node/entrance.ts';
import { gateListener } from '../../src/node/index.ts';
import type { FixedGate } from './fixed-gate.ts';
import { served } from './served.ts';

export const closed = { state: 'closed', downtime: 'dt_1' } as const;
export const minutes = (gate: FixedGate, count: number) => gate.now() + count * 60_000;

/** A shop behind a gate, which says what it was asked. */
export async function shop(gate: FixedGate, options?: NodeOptions) {
  const asked: string[] = [];
  const { server, address } = await served(
    gateListener(
      gate,
      (request, response) => {
        asked.push(`${request.method} ${request.url}`);
        response.end('Welcome');
      },
      options,
    ),
  );
  return { server, address, asked };
}
