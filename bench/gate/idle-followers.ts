import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'undici';
import type { Confirmed } from '../../packages/gate/src/follow/contract.ts';
import { countsKept } from '../../packages/gate/src/follow/counts.ts';
import { jitter } from '../../packages/gate/src/follow/pause.ts';
import { type Reports, reports } from '../../packages/gate/src/follow/reports.ts';
import { version } from '../../packages/gate/src/follow/version.ts';
import { type GateState, open, readDocument, stateAt } from '../../packages/gate/src/protocol/index.ts';
import type { Enrolment } from './shop.ts';

// Many who follow and do nothing else, a process of its own: node idle-followers.ts JSON. They have real streams and say
// on the wire what gates say, at the intervals at which gates do; they verify and keep nothing, for ten thousand
// whole gates would need more of a machine than the server.

/** Whom they follow, and how many they are. */
export interface IdleFollowers {
  readonly port: number;
  readonly enrolment: Enrolment;
  /** Number of the first. */
  readonly from: number;
  readonly count: number;
  /** Kept connections for what they say, shared where there are fewer of them than followers. */
  readonly lines: number;
  /** An address of this machine, so that ports don't run out. */
  readonly address: string;
}

/** What they are told to do; `flood`: for so many milliseconds. */
export type Told = 'confirm' | 'count' | { readonly flood: number };

/** What they say: they are through with what they were told, what was said so far, all have flipped. */
export type SaidIdle =
  | { readonly did: 'through' }
  | ({ readonly did: 'count' } & Said)
  | { readonly did: 'flip'; readonly isShut: boolean; readonly at: readonly number[] };

/** How much was said and answered so far, and what failed. */
export interface Said {
  readonly confirmations: number;
  readonly questions: number;
  readonly failures: number;
}

/** As in a gate that is connected, far from a flip. Milliseconds. */
const POLL = 30_000;

const { port, enrolment, from, count, lines, address } = JSON.parse(process.argv[2]!) as IdleFollowers;
const origin = `http://127.0.0.1:${port}`;
const authorization = `Bearer ${enrolment.key}`;
const say = (message: SaidIdle): void => void process.send!(message);
const clients = Array.from(
  { length: lines },
  () => new Client(origin, { connect: { localAddress: address }, bodyTimeout: 0, headersTimeout: 0 }),
);
const followers: Follower[] = [];
let flipped: number[] = [];
const said = { confirmations: 0, questions: 0, failures: 0 };

/** What one of them does. */
interface Follower {
  state: GateState;
  epoch: number;
  serial: number;
  reports: Reports | null;
}

/** Of the same document all of them make the same. */
let latest: {
  readonly text: string;
  readonly epoch: number;
  readonly serial: number;
  readonly state: GateState;
};

function take(follower: Follower, text: string): void {
  if (latest?.text !== text) {
    const document = readDocument(JSON.parse(text));
    latest = { ...document, text, state: stateAt(document, Date.now(), Date.now()) };
  }
  const { epoch, serial, state } = latest;
  const wasShut = isShut(follower.state);
  Object.assign(follower, { epoch, serial, state });
  if (follower.reports !== null && isShut(state) !== wasShut) {
    flipped.push(performance.timeOrigin + performance.now());
    if (flipped.length === count) {
      say({ did: 'flip', isShut: isShut(state), at: flipped });
      flipped = [];
    }
  }
  follower.reports?.soon();
}

function isShut({ state }: GateState): boolean {
  return state === 'drain' || state === 'closed';
}

/** Follows a stream, and the next one when it ends; resolves once it has its document. */
function stream(follower: Follower): Promise<void> {
  return new Promise((resolve) => {
    const open = (): void => {
      const socket = connect({ host: '127.0.0.1', port, localAddress: address });
      socket.write(
        `GET /gate/v1/stream/shop HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: ${authorization}\r\nAccept: text/event-stream\r\n\r\n`,
      );
      let rest = '';
      socket.on('data', (chunk) => {
        const events = (rest + chunk.toString()).split('\n\n');
        rest = events.pop()!;
        for (const event of events) {
          const [, document] = /event: document\ndata: (.*)/.exec(event) ?? [];
          if (document === undefined) continue;
          take(follower, document);
          resolve();
        }
      });
      socket.once('error', failed);
      socket.once('close', () => setTimeout(open, jitter(500, 0.5)));
    };
    open();
  });
}

async function ask(line: number, path: string, etag?: string): Promise<void> {
  const headers = { authorization, ...(etag && { 'if-none-match': etag }) };
  const answer = await clients[line % lines]!.request({ path: `/gate/v1/${path}`, method: 'GET', headers });
  await answer.body.dump();
  said.questions += 1;
}

async function confirm(line: number, confirmation: object): Promise<Confirmed> {
  const answer = await clients[line % lines]!.request({
    path: '/gate/v1/confirm',
    method: 'POST',
    headers: { authorization, 'content-type': 'application/json' },
    body: JSON.stringify(confirmation),
  });
  if (answer.statusCode !== 200) throw new Error(`${answer.statusCode} ${await answer.body.text()}`);
  const confirmed = (await answer.body.json()) as Confirmed;
  said.confirmations += 1;
  return confirmed;
}

/** What each says of itself. */
const standing = (number: number, { state, epoch, serial }: Follower) => ({
  ...{ service: 'shop', instance: `idle-${from + number}`, version, kind: 'node', epoch, serial },
  ...{
    state: state.state,
    downtime: state.downtime,
    override: null,
    inFlight: 0,
    clockOffset: 0,
    warnings: [],
  },
});

/** Begins to confirm and to ask as gates do; resolves with the first confirmation. */
function report(number: number): Promise<void> {
  const follower = followers[number]!;
  const stop = new AbortController().signal;
  return new Promise((resolve) => {
    const heard = (error: unknown): void => {
      if (error === null) resolve();
      else failed(error);
    };
    const counts = countsKept(Date.now);
    const send = (confirmation: object): Promise<Confirmed> => confirm(number, confirmation);
    const now = (): ReturnType<typeof standing> => standing(number, follower);
    follower.reports = reports(send, now, counts, crypto.randomUUID(), heard, stop);
    void polls(number, follower);
  });
}

async function polls(number: number, follower: Follower): Promise<never> {
  await sleep(Math.random() * POLL);
  for (let times = 0; ; times += 1) {
    await ask(number, 'documents/shop', `"${follower.epoch}.${follower.serial}"`).catch(failed);
    // The clock is compared every minute.
    if (times % 2 === 1) await ask(number, `time?service=shop&nonce=${crypto.randomUUID()}`).catch(failed);
    await sleep(jitter(POLL, 0.2));
  }
}

/** As a gate does, it tries again; the first one is told. */
function failed(error: unknown): void {
  if (said.failures === 0) console.error(error);
  said.failures += 1;
}

/** All confirm, each again as soon as it is answered. */
async function flood(milliseconds: number): Promise<void> {
  const end = performance.now() + milliseconds;
  const run = crypto.randomUUID();
  const on = async (line: number): Promise<void> => {
    while (performance.now() < end) {
      const one = { ...standing(line, followers[line]!), run, report: 0, minutes: [], isLeaving: false };
      await confirm(line, one).catch(failed);
    }
  };
  await Promise.all(Array.from({ length: lines }, (_, line) => on(line)));
}

/** All begin to confirm, as gates do that were started one after the other. */
async function begin(): Promise<void> {
  const began = followers.map(async (_, number) => {
    await sleep(Math.random() * followers.length * 4);
    await report(number);
  });
  await Promise.all(began);
}

process.on('message', async (told: Told) => {
  if (told === 'count') return say({ did: told, ...said });
  await (told === 'confirm' ? begin() : flood(told.flood));
  say({ did: 'through' });
});
process.once('disconnect', () => process.exit(0));

for (let number = 0; number < count; number += 50) {
  const some = Array.from(
    { length: Math.min(50, count - number) },
    (): Follower => ({ state: open, epoch: 0, serial: 0, reports: null }),
  );
  followers.push(...some);
  await Promise.all(some.map(stream));
}
say({ did: 'through' });
