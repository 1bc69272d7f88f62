import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import { type GateDocument, readDocument } from '../../packages/gate/src/protocol/index.ts';
import type { ProxyKind } from '../../packages/gate/src/proxies/contract.ts';
import { type Visitor, visitorOf } from './clients/visitor.ts';
import { type Ended, lullGate, lullGateAhead, type Running } from './lull-gate.ts';
import { startProxy } from './proxies.ts';

/** How long what a gate says may be waited for, which is its schedule's affair. Milliseconds. */
const PATIENCE = 200_000;

/** A proxy with a `lull-gate` beside it, and somebody who visits the service through it all the time. */
export interface Beside {
  readonly kind: ProxyKind;
  readonly url: string;
  readonly visitor: Visitor;
  /** Writes what the gate is enrolled with. */
  enrol(config: object): Promise<void>;
  /** Starts `lull-gate`; `ahead` says by how many milliseconds its clocks are. */
  run(ahead?: number): void;
  /** Ends it without a word. */
  kill(): Promise<void>;
  /** Asks it to end, as a service manager does. */
  leave(): Promise<void>;
  /** Resolves when `lull-gate` has said this since it was last started. */
  says(text: string): Promise<void>;
  /** Runs a command to its end. */
  command(...args: readonly string[]): Promise<Ended>;
  /** Resolves when it has a document on its disk of which this is true. */
  holds(isIt: (document: GateDocument) => boolean): Promise<void>;
  stop(): Promise<void>;
}

/** Starts the proxy in front of the app, and its visitor. */
export async function besideProxy(kind: ProxyKind, appPort: number): Promise<Beside> {
  const proxy = await startProxy(kind, appPort);
  const visitor = visitorOf(`${proxy.url}/`);
  const { folder, control, check } = proxy.settings;
  const config = join(folder, '../gate.json');
  const shared = ['--config', config, '--folder', folder];
  let running: Running | null = null;
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    await running?.stop(signal);
    running = null;
  };
  return {
    kind,
    url: proxy.url,
    visitor,
    enrol: (enrolment) => writeFile(config, JSON.stringify(enrolment), { mode: 0o600 }),
    run: (ahead = 0) => {
      const args = [kind, ...shared, '--control', control!, '--check', check!];
      running = ahead === 0 ? lullGate(...args) : lullGateAhead(ahead, ...args);
    },
    kill: () => end('SIGKILL'),
    leave: () => end('SIGTERM'),
    says: (text) => expect.poll(() => running?.said(), { timeout: PATIENCE }).toContain(text),
    command: (...args) => lullGate(...args, ...shared).ended,
    holds: (isIt) => expect.poll(async () => isHeld(folder, isIt)).toBe(true),
    stop: async () => {
      await visitor.stop();
      await end('SIGKILL');
      await proxy.stop();
    },
  };
}

async function isHeld(folder: string, isIt: (document: GateDocument) => boolean): Promise<boolean> {
  const text = await readFile(join(folder, 'state/document.json'), 'utf8').catch(() => null);
  return text !== null && isIt(readDocument((JSON.parse(text) as { document: unknown }).document));
}
