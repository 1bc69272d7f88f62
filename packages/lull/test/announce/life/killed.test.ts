import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { postgresMissing } from '../../../../../test/peers/postgres.ts';
import { type ReceivedMail, startMailServer } from '../../../../../test/peers/smtp.ts';
import { prepareFolder } from '../../../../../test/support/prepared-folder.ts';
import { LEASE } from '../../../src/announce/delivery/contract.ts';
import type { StoreOptions } from '../../../src/store/open.ts';
import { formatInstant, parseInstant, SECOND } from '../../../src/time/instant.ts';
import { freshDatabases } from '../../store/engines.ts';
import { inviteOf } from './mails.ts';
import { cancelledLife, type Step, wholeLife } from './steps.ts';

/** By then what a dead server had in hand is free again. */
const AFTER_A_KILL = LEASE + SECOND;

/** When in a step the server is killed: right after its transaction, or while so manieth a mail is taken. */
type KillAt = 'done' | number;

interface Lived {
  readonly mails: readonly ReceivedMail[];
  readonly kills: number;
}

/** Both in each step of both lives on both engines with `LULL_LIFE_KILLS=all`; else they take turns. */
const isLong = process.env.LULL_LIFE_KILLS === 'all';

const killsIn = (number: number): readonly KillAt[] => {
  const both = ['done', 2] as const;
  return isLong ? both : [both[number % 2]!];
};

/** Lives a life in a process of its own, which is killed and started again as often as asked in each step. */
async function live(
  store: StoreOptions,
  steps: readonly Step[],
  killsOf: (number: number) => readonly KillAt[],
): Promise<Lived> {
  const server = await startMailServer();
  const lives = new Lives(store, server.url);
  let killed = 0;
  try {
    for (const [number, step] of steps.entries()) {
      const waiting = [...killsOf(number)];
      for (let attempt = 0; ; attempt++) {
        const [killAt] = waiting;
        let mails = 0;
        server.refuseMessages(() => {
          mails += 1;
          // It is taken, and whoever sent it never hears of that.
          if (mails === killAt) lives.kill();
          return null;
        });
        const at = formatInstant(parseInstant(step.at) + attempt * AFTER_A_KILL);
        const isThrough = await lives.step({ ...step, at }, `step ${number}`, killAt === 'done');
        if (isThrough) break;
        killed += 1;
        waiting.shift();
      }
    }
    return { mails: server.mails, kills: killed };
  } finally {
    await lives.end();
    await server.stop();
  }
}

interface Running {
  readonly child: ChildProcessByStdio<Writable, Readable, null>;
  readonly lines: AsyncIterator<string>;
  readonly ended: Promise<unknown>;
}

/** The process; started when a step needs it. */
class Lives {
  readonly #store: StoreOptions;
  readonly #mail: string;
  #running: Running | null = null;

  constructor(store: StoreOptions, mail: string) {
    this.#store = store;
    this.#mail = mail;
  }

  /** Whether it got through a step; false where it was killed. */
  async step(step: Step, key: string, isKilledWhenDone: boolean): Promise<boolean> {
    this.#running ??= this.#start();
    const { child, lines, ended } = this.#running;
    child.stdin.write(`${JSON.stringify({ key, step })}\n`);
    for (let line = await lines.next(); !line.done; line = await lines.next()) {
      const said = JSON.parse(line.value);
      if (said.done && isKilledWhenDone) this.kill();
      if (said.settled) return true;
    }
    await ended;
    expect(child.signalCode).toBe('SIGKILL');
    this.#running = null;
    return false;
  }

  kill(): void {
    this.#running?.child.kill('SIGKILL');
  }

  async end(): Promise<void> {
    this.kill();
    await this.#running?.ended;
  }

  #start(): Running {
    const script = join(import.meta.dirname, 'life-process.ts');
    const args = [script, '--store', JSON.stringify(this.#store), '--mail', this.#mail];
    const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] });
    child.stdin.on('error', () => undefined);
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    return { child, lines, ended: once(child, 'close') };
  }
}

/** What each person was told, in order, and each notice once: a repeat has the id of what it repeats. */
function toldTo(mails: readonly ReceivedMail[]): Record<string, readonly string[]> {
  const once = [
    ...new Map([...mails].reverse().map((mail) => [mail.parsed.messageId, mail])).values(),
  ].reverse();
  const byPerson = Map.groupBy(once, ({ to }) => to[0]!);
  const line = ({ parsed, raw }: ReceivedMail): string => `${parsed.subject} | ${inviteOf(raw)}`;
  return Object.fromEntries([...byPerson].sort().map(([to, all]) => [to, all.map(line)]));
}

/** A repeat says what it repeats, byte by byte. */
function expectSameRepeats(mails: readonly ReceivedMail[]): void {
  for (const same of Map.groupBy(mails, ({ parsed }) => parsed.messageId!).values()) {
    expect(new Set(same.map(({ to }) => to[0])).size).toBe(1);
    expect(new Set(same.map(({ parsed }) => parsed.subject)).size).toBe(1);
    expect(new Set(same.map(({ raw }) => /^Date: (.*)$/m.exec(raw)![1])).size).toBe(1);
  }
}

/** What a dead server may have had in hand: as many mails as it had connections. */
const IN_HAND = 10;

async function expectToldAlike(place: () => Promise<StoreOptions>, steps: readonly Step[]): Promise<void> {
  const { mails } = await live(await place(), steps, () => []);
  const told = toldTo(mails);
  expect(Object.keys(told)).toContain('bob@example.org');
  expect(mails).toHaveLength(Object.values(told).flat().length);

  const killed = await live(await place(), steps, killsIn);
  expect(killed.kills).toBeGreaterThan(isLong ? steps.length : steps.length / 2);
  expect(toldTo(killed.mails)).toEqual(told);
  expectSameRepeats(killed.mails);
  expect(killed.mails.length).toBeLessThanOrEqual(mails.length + killed.kills * IN_HAND);
  // The kills were such that something was in flight.
  expect(killed.mails.length).toBeGreaterThan(mails.length);
}

describe('a life whose server is killed at each step', () => {
  const whole = ['from the scheduling to the return', wholeLife] as const;
  const cancelled = ['that is cancelled', cancelledLife] as const;

  it.each(isLong ? [whole, cancelled] : [cancelled])(
    '%s, is told to everybody, on PGlite',
    async (_, steps) => {
      const folder = await mkdtemp(join(tmpdir(), 'lull-life-'));
      let number = 0;
      const place = async () => {
        const own = join(folder, `${number++}`);
        prepareFolder(own);
        return { folder: own };
      };
      await expectToldAlike(place, steps).finally(() => rm(folder, { recursive: true, force: true }));
    },
    600_000,
  );

  const missing = postgresMissing === null ? '' : ` (${postgresMissing} is missing)`;
  describe.skipIf(postgresMissing !== null)(`on PostgreSQL${missing}`, () => {
    const database = freshDatabases();
    it.each(isLong ? [whole, cancelled] : [whole])(
      '%s, is told to everybody',
      async (_, steps) => {
        await expectToldAlike(async () => ({ databaseUrl: await database() }), steps);
      },
      600_000,
    );
  });
});
