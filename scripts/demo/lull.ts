import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, openSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import type { Stage } from './stage.ts';

const bin = resolve(import.meta.dirname, '../../packages/lull/bin/lull.js');

/** How a command ended, and what it said. */
export interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A server of Lull's in the demo's folder, and its owner. */
export interface Lull {
  readonly url: string;
  readonly email: string;
  /** Made anew for each demo. */
  readonly password: string;
  readonly key: string;
  /** Where whoever is logged in keeps that. */
  readonly config: string;
  /**
   * Runs a command as the owner, and shows it with what it says, or without. Another exit code than the expected
   * one is an error.
   */
  run(args: readonly string[], options?: { readonly code?: number; readonly isTold?: boolean }): Promise<Ran>;
  /** Reads a path of the API. */
  read<T>(path: string): Promise<T>;
}

/** Starts `lull serve`, becomes its owner by the link that it prints once, and logs in. */
export async function startLull(
  stage: Stage,
  serve: { readonly port: number; readonly steps: string; readonly mail: string },
): Promise<Lull> {
  const { folder, talk } = stage;
  const home = join(folder, 'lull');
  mkdirSync(home, { mode: 0o700 });
  const config = join(home, 'config');
  // What the reader has set for a server of their own is not meant for this one.
  const own = Object.entries(process.env).filter(([name]) => !/^(LULL_|DATABASE_URL$|OTEL_)/.test(name));
  const env = Object.fromEntries(own);
  const { url, claim } = await serving(stage, home, {
    args: ['--listen', `127.0.0.1:${serve.port}`, '--data', join(home, 'data'), '--local-steps', serve.steps],
    env: { ...env, LULL_MAIL_URL: serve.mail, LULL_MAIL_FROM: 'The shop <status@shop.example>' },
  });
  const password = randomBytes(9).toString('base64url');
  const email = 'demo@shop.example';
  const key = await becomeOwner(url, claim, { email, password });

  const runs = (args: readonly string[], input = ''): Promise<Ran> =>
    new Promise((done, fail) => {
      const child = spawn(process.execPath, [bin, ...args], {
        cwd: home,
        env: { ...env, XDG_CONFIG_HOME: config, COLUMNS: '100', ...(isColourful() && { FORCE_COLOR: '1' }) },
        signal: stage.signal,
      });
      const said = { stdout: '', stderr: '' };
      child.stdout.setEncoding('utf8').on('data', (text) => (said.stdout += text));
      child.stderr.setEncoding('utf8').on('data', (text) => (said.stderr += text));
      child.on('error', fail).on('close', (code) => done({ code, ...said }));
      child.stdin.on('error', () => undefined).end(input);
    });
  const lull: Lull = {
    url,
    email,
    password,
    key,
    config,
    async run(args, { code = 0, isTold = true } = {}) {
      const ran = await runs(args);
      if (ran.code !== code) throw new Error(`lull ${args.join(' ')}: ${ran.stderr || ran.stdout}`);
      talk.command(args, isTold ? ran.stdout || ran.stderr : '');
      return ran;
    },
    async read<T>(path: string): Promise<T> {
      const headers = { authorization: `Bearer ${key}` };
      const answer = await fetch(`${url}/api/v1/${path}`, { headers, signal: stage.signal });
      if (answer.ok) return (await answer.json()) as T;
      throw new Error(`${path} was answered with ${answer.status} ${await answer.text()}`);
    },
  };
  const loggedIn = await runs(['login', '--server', url, '--key'], key);
  if (loggedIn.code !== 0) throw new Error(loggedIn.stderr);
  return lull;
}

const isColourful = (): boolean => process.stdout.isTTY === true && !process.env.NO_COLOR;

/** Runs until the stage is cleared. @returns what it says first */
async function serving(
  { endsWith, signal }: Stage,
  home: string,
  { args, env }: { readonly args: readonly string[]; readonly env: NodeJS.ProcessEnv },
): Promise<{ readonly url: string; readonly claim: string }> {
  const log = join(home, 'serve.log');
  const child = spawn(process.execPath, [bin, 'serve', '--json', ...args], {
    env,
    stdio: ['ignore', 'pipe', openSync(log, 'w')],
    // Ctrl-C is for the demo, which stops its server when nobody needs it any more.
    detached: process.platform !== 'win32',
  });
  const ended = new Promise<null>((done) => child.once('close', () => done(null)));
  const killNow = (): boolean => child.kill('SIGKILL');
  process.once('exit', killNow);
  endsWith(async () => {
    child.kill('SIGTERM');
    await ended;
    process.off('exit', killNow);
  });
  const lines = createInterface({ input: child.stdout! });
  const first = new Promise<string>((done) => lines.once('line', done));
  const interrupted = new Promise<null>((done) => signal.addEventListener('abort', () => done(null)));
  const said = await Promise.race([first, ended, interrupted]);
  signal.throwIfAborted();
  if (said === null) throw new Error(`lull serve has ended: ${readFileSync(log, 'utf8').slice(-4000)}`);
  return JSON.parse(said) as { url: string; claim: string };
}

/** As a person does who opens the link: with a name and a password. @returns an API key of theirs */
async function becomeOwner(url: string, claim: string, who: { email: string; password: string }) {
  const { origin, hash } = new URL(claim);
  const post = async (path: string, body: object, cookie = ''): Promise<Response> => {
    const headers = { 'content-type': 'application/json', origin, cookie };
    const answer = await fetch(`${url}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
    if (answer.ok) return answer;
    throw new Error(`${path} was answered with ${answer.status} ${await answer.text()}`);
  };
  await post('/api/auth/link/password', { token: hash.slice(1), name: 'Demo', ...who });
  const signedIn = await post('/api/auth/sign-in/email', who);
  const cookie = signedIn.headers.getSetCookie().map((set) => set.split(';', 1)[0]);
  const made = await post('/api/v1/keys', { name: 'demo' }, cookie.join('; '));
  return ((await made.json()) as { secret: string }).secret;
}
