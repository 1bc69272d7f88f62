import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import type { Hello, Order, Output, Port, Report } from '../../../src/run/runner/contract.ts';

/*
 * A process that is a runner, whose server is the process that started it: node runner-process.ts FOLDER
 * STEPS BOUNDARY. At that boundary of its journal, counted from 0, it kills itself: before a line is written,
 * when half of it is, and when it is on the disk; a negative one never comes.
 */
const [folder, stepsFolder, boundary] = process.argv.slice(2);

let passed = 0;
const pass = (): void => {
  if (passed === Number(boundary)) process.kill(process.pid, 'SIGKILL');
  passed += 1;
};
const { writeSync, fdatasyncSync } = fs;
fs.writeSync = ((descriptor: number, bytes: Buffer, at: number) => {
  pass();
  const half = Math.floor(bytes.length / 2);
  writeSync(descriptor, bytes, at, half);
  pass();
  writeSync(descriptor, bytes, at + half);
  return bytes.length - at;
}) as typeof fs.writeSync;
fs.fdatasyncSync = (descriptor) => {
  fdatasyncSync(descriptor);
  pass();
};
syncBuiltinESMExports();
const { openRunner } = await import('../../../src/run/runner/open.ts');
const { silentLog } = await import('./silent-log.ts');

const calls = new Map<number, { resolve(value: never): void; reject(error: Error): void }>();
let heard = Promise.withResolvers<void>();
let newest: readonly Order[] | null = null;
let called = 0;

process.on(
  'message',
  (message: { call?: number; value?: never; error?: string; orders?: readonly Order[] }) => {
    if (message.orders) {
      newest = message.orders;
      heard.resolve();
      heard = Promise.withResolvers();
      return;
    }
    const { call, value, error } = message;
    const one = calls.get(call!)!;
    calls.delete(call!);
    if (error === undefined) one.resolve(value as never);
    else one.reject(new Error(error));
  },
);
process.on('disconnect', () => process.exit());

const ask = <T>(name: string, given: unknown): Promise<T> =>
  new Promise((resolve, reject) => {
    called += 1;
    calls.set(called, { resolve, reject });
    process.send!({ call: called, name, given });
  });

const port: Port = {
  hello: (hello: Hello) => ask('hello', hello),
  report: async (reports: readonly Report[]) => new Map(await ask<[string, number][]>('report', reports)),
  output: (output: readonly Output[]) => ask('output', output),
  async *orders() {
    process.send!({ name: 'orders' });
    for (;;) {
      const next = heard.promise;
      if (newest !== null) yield newest;
      await next;
    }
  },
};

const runner = openRunner({ folder: folder!, stepsFolder: stepsFolder!, port, log: silentLog, version: '0' });
await runner.run(new AbortController().signal);
