import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

export const bin = resolve(import.meta.dirname, '../../bin/lull.js');

export interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The environment, but for the server that whoever runs the tests may be logged in to. */
const { LULL_SERVER: _, LULL_KEY: __, ...withoutServer } = process.env;

/** A folder of its own in which the real command is run. */
export function workplace(files: Record<string, string> = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'lull-test-'));
  const write = (name: string, content: string): void => {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  };
  for (const [name, content] of Object.entries(files)) write(name, content);
  return {
    folder,
    write,
    run: (
      args: string[],
      { input = '', env = {} }: { input?: string; env?: NodeJS.ProcessEnv } = {},
    ): Promise<Ran> =>
      new Promise((done, fail) => {
        const child = spawn(process.execPath, [bin, ...args], {
          cwd: folder,
          env: { ...withoutServer, XDG_CONFIG_HOME: join(folder, 'config'), ...env },
        });
        const output = { stdout: '', stderr: '' };
        child.stdout.setEncoding('utf8').on('data', (text) => (output.stdout += text));
        child.stderr.setEncoding('utf8').on('data', (text) => (output.stderr += text));
        child.on('error', fail).on('close', (code) => done({ code, ...output }));
        child.stdin.on('error', () => {}).end(input);
      }),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** Hourly counts in CSV: `figure` says how many for each hour from `start` on. */
export function hourlyCsv(start: string, hours: number, figure: (at: Date) => number): string {
  const first = Date.parse(start);
  const rows = Array.from({ length: hours }, (_, i) => {
    const at = new Date(first + i * 3_600_000);
    return `${at.toISOString().slice(0, 19)}Z,${figure(at)}`;
  });
  return `timestamp,value\n${rows.join('\n')}\n`;
}
