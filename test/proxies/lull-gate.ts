import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { resolve } from 'node:path';
import type { Readable } from 'node:stream';

const bin = resolve(import.meta.dirname, '../../packages/gate/bin/lull-gate.js');
const shifted = resolve(import.meta.dirname, '../support/shifted-clock.ts');
const stdio: ['ignore', 'pipe', 'pipe'] = ['ignore', 'pipe', 'pipe'];

/** What a command said, and how it ended. */
export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly said: string;
}

/** A `lull-gate` that runs. */
export interface Running {
  readonly ended: Promise<Ended>;
  readonly said: () => string;
  readonly out: () => string;
  stop(signal?: NodeJS.Signals): Promise<Ended>;
}

/** Starts `lull-gate` as a process of its own. */
export function lullGate(...args: readonly string[]): Running {
  return running(spawn(process.execPath, [bin, ...args], { stdio }));
}

/**
 * Starts it so many milliseconds later, as far as its clocks tell.
 *
 * @example lullGateAhead(60_000, 'nginx', '--config', config)
 */
export function lullGateAhead(ms: number, ...args: readonly string[]): Running {
  const env = { ...process.env, LULL_TEST_SHIFT: String(ms) };
  return running(spawn(process.execPath, ['--import', shifted, bin, ...args], { stdio, env }));
}

/** Starts one that is installed elsewhere, on another Node. */
export function lullGateOn(node: string, script: string, ...args: readonly string[]): Running {
  return running(spawn(node, [script, ...args], { stdio }));
}

function running(child: ChildProcessByStdio<null, Readable, Readable>): Running {
  let out = '';
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  const ended = new Promise<Ended>((done) => {
    child.once('close', (code) => done({ code, out, said }));
  });
  return {
    ended,
    said: () => said,
    out: () => out,
    stop: (signal = 'SIGTERM') => {
      child.kill(signal);
      return ended;
    },
  };
}
