import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach } from 'vitest';
import type { Clocks } from '../../src/follow/clock.ts';
import { followGate, type Gate, type GateOptions } from '../../src/follow/index.ts';
import type { GateStateName } from '../../src/protocol/index.ts';
import { type GateServer, gateServer, type Signer } from '../support/gate-server.ts';

const ends: (() => unknown)[] = [];

afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

/** A folder that is gone after the test. */
export function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'lull-gate-'));
  ends.push(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

/** Something that is ended after the test. */
export function ending(end: () => unknown): void {
  ends.push(end);
}

export async function serve(by?: Signer): Promise<GateServer> {
  const server = await gateServer(by);
  ends.push(() => server.kill().catch(() => {}));
  return server;
}

/** A gate, and what it warned of. */
export interface Followed {
  readonly gate: Gate;
  readonly warnings: string[];
  /** Resolves with the first warning of a code, from now on or before. */
  warned(code: string): Promise<string>;
}

export async function follow(server: GateServer, options: Partial<GateOptions> = {}): Promise<Followed> {
  const warnings: string[] = [];
  const waiting = new Set<() => void>();
  const gate = await followGate({
    server: server.url,
    service: 'shop',
    instance: 'one',
    trust: { id: server.signer.id, key: server.signer.key },
    warn: (warning) => {
      warnings.push(warning);
      for (const look of waiting) look();
    },
    ...options,
  });
  ends.push(() => gate.close());
  const warned = (code: string): Promise<string> =>
    new Promise((resolve) => {
      const look = (): void => {
        const found = warnings.find((warning) => warning.startsWith(`${code}: `));
        if (found !== undefined) resolve(found);
      };
      waiting.add(look);
      look();
    });
  return { gate, warnings, warned };
}

/** Resolves when a gate is in a state, with the gate's time of the flip; at once if it is in it. */
export function flipped(gate: Gate, to: GateStateName): Promise<number> {
  return new Promise((resolve) => {
    if (gate.state().state === to) return resolve(gate.now());
    const end = gate.onFlip(({ state }) => {
      if (state !== to) return;
      end();
      resolve(gate.now());
    });
  });
}

/** This machine's clocks, with the one that people set wrong by so much. */
export function skewed(by: { milliseconds: number }): Clocks {
  return { wall: () => Date.now() + by.milliseconds, monotonic: () => performance.now() };
}
