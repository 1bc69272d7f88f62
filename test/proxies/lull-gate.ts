import { spawn } from 'node:child_process';
import { resolve } from 'node:path';

const bin = resolve(import.meta.dirname, '../../packages/gate/bin/lull-gate.js');

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
  const child = spawn(process.execPath, [bin, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
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
