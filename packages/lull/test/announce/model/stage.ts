import { sql } from 'kysely';
import type { Announce, NoticeKind } from '../../../src/announce/contract.ts';
import { claim } from '../../../src/announce/delivery/claim.ts';
import type { Fate, Mark } from '../../../src/announce/delivery/contract.ts';
import { giveBackAll } from '../../../src/announce/delivery/due.ts';
import { openLetters } from '../../../src/announce/delivery/letters.ts';
import { writeMarks } from '../../../src/announce/delivery/write-marks.ts';
import type { NoticeData } from '../../../src/announce/message/data.ts';
import { raiseDue } from '../../../src/announce/waves/raise.ts';
import { spreadWaves } from '../../../src/announce/waves/spread.ts';
import type { Keeper } from '../../../src/keeper/contract.ts';
import type { Store } from '../../../src/store/contract.ts';
import { type Instant, MINUTE, parseInstant } from '../../../src/time/instant.ts';
import { world as openWorld } from '../../keeper/support.ts';
import { emptied, emptyDatabase } from '../../store/emptied.ts';
import { openTestAnnounce } from '../support/open.ts';

/** One message as it came to somebody, read from what was sent and from nothing else. */
export interface Heard {
  /** Counts what happens in a story. */
  readonly step: number;
  readonly at: Instant;
  readonly to: string;
  readonly id: string;
  readonly kind: NoticeKind;
  readonly downtime: string;
  readonly revision: number;
  readonly title: string;
  readonly services: readonly string[];
  readonly start: Instant;
  readonly end: Instant;
  /** What it says was told before. */
  readonly previous: {
    readonly start: Instant;
    readonly end: Instant;
    readonly services: readonly string[];
  } | null;
  readonly language: string;
  readonly sequence: number;
  readonly uid: string;
  /** Whether the server died before it knew that this one had gone. */
  readonly isUnmarked: boolean;
}

/**
 * How the other side answers: takes it, fails for now, takes it and doesn't say so, or the server dies
 * before or after it was taken.
 */
export type Answer = 'takes' | 'fails' | 'no-answer' | 'dies-before' | 'dies-after';

/** A world whose messages come to a list. */
export interface Stage {
  readonly keeper: Keeper;
  readonly announce: Announce;
  now: Instant;
  readonly store: Store;
  readonly heard: readonly Heard[];
  /** Ids of subscribers for whom something was on its way, by downtime, when a server died. */
  readonly perhaps: ReadonlySet<string>;
  step: number;
  /** Lets time go on (or back): what is due of downtimes is done, and nobody is told. */
  at(time: Instant): Promise<void>;
  raise(): Promise<void>;
  /** Makes notices, so many chunks of so many subscribers; then the server is gone. */
  spread(chunks?: number, chunk?: number): Promise<void>;
  deliver(answer?: Answer, most?: number): Promise<void>;
  /** Raises, spreads and delivers until nothing is due. */
  settle(): Promise<void>;
  close(): Promise<void>;
}

/** What somebody of a downtime is kept under. */
export const perhapsKey = (downtime: string, to: string): string => `${downtime} ${to}`;

/** Opens a stage on a store. */
export async function openStage(store: Store, yaml: string): Promise<Stage> {
  const opened = await openTestAnnounce(store, { clock: async () => world.now });
  const { announce } = opened;
  const world = await openWorld(store, { followers: [opened.follower], yaml });
  await opened.connect(world.keeper);
  const heard: Heard[] = [];
  const perhaps = new Set<string>();

  const raise = async (): Promise<void> => {
    while ((await raiseDue(announce)).more);
  };
  const spread = async (chunks = Number.POSITIVE_INFINITY, chunk = 3): Promise<void> => {
    for (const downtime of await unspread(store)) {
      await spreadWaves(announce, downtime, { signal: afterLooks(1 + chunks), chunk });
    }
  };
  const deliver = async (answer: Answer = 'takes', most = 100): Promise<void> => {
    const letters = openLetters(announce);
    for (;;) {
      const { claimed, late } = await claim(announce, { channel: 'mail', most, inHand: [] });
      if (late.length > 0) await mark(announce, late);
      if (claimed.length === 0 && late.length === 0) return;
      const marks: Mark[] = [];
      for (const one of await letters.open(claimed)) {
        const { notice } = one;
        const opened = one.open();
        if ('outcome' in opened) {
          marks.push({ notice, fate: opened });
          continue;
        }
        if (answer === 'dies-before' || answer === 'dies-after' || answer === 'no-answer') {
          perhaps.add(perhapsKey(notice.downtime, notice.recipient));
        }
        if (answer === 'takes' || answer === 'dies-after' || answer === 'no-answer') {
          const { id, data, invite } = opened.message;
          const isUnmarked = answer !== 'takes';
          heard.push({
            ...readMessage(data as unknown as NoticeData, invite!.text),
            ...{ step: stage.step, at: world.now, to: notice.recipient, id, isUnmarked },
          });
        }
        const fate: Fate =
          answer === 'takes'
            ? { outcome: 'sent' }
            : { outcome: 'again', after: MINUTE, error: '451', maybeSent: answer === 'no-answer' };
        marks.push({ notice, fate });
      }
      if (answer === 'dies-before' || answer === 'dies-after') {
        if (store.engine === 'pglite') await giveBackAll(store);
        return;
      }
      await mark(announce, marks);
    }
  };
  const stage: Stage = {
    ...{ store, keeper: world.keeper, announce, heard, perhaps, step: 0, raise, spread, deliver },
    get now() {
      return world.now;
    },
    set now(time) {
      world.now = time;
    },
    at: (time) => world.at(time),
    async settle() {
      await raise();
      await spread();
      await deliver();
    },
    close: () => opened.close(),
  };
  return stage;
}

/** Takes everything out of a store, for the next story. */
export async function empty({ native }: Store): Promise<void> {
  if (native.engine === 'pglite') await native.pglite.exec(emptied);
  else if (!(await emptyDatabase(native.listenUrl))) throw new Error('something is still held in the store');
}

async function mark(announce: Announce, marks: readonly Mark[]): Promise<void> {
  await announce.store.transaction(async (trx) => writeMarks(trx, marks, await announce.now(trx)));
}

async function unspread({ db }: Store): Promise<string[]> {
  const { rows } = await sql<{ downtime: string }>`
    select downtime from announce_waves where state = 'raised' or off_at is not null
    group by downtime order by min(number)`.execute(db);
  return rows.map(({ downtime }) => downtime);
}

/** Says that it is aborted after so many looks. */
function afterLooks(looks: number): AbortSignal {
  let left = looks;
  return Object.defineProperty(new AbortController().signal, 'aborted', { get: () => left-- <= 0 });
}

function readMessage(data: NoticeData, calendar: string) {
  const lines = calendar.replaceAll('\r\n ', '').split('\r\n');
  const line = (name: string): string =>
    lines.find((each) => each.startsWith(`${name}:`))!.slice(name.length + 1);
  const span = ({ start, end, services }: Pick<NoticeData, 'start' | 'end' | 'services'>) => ({
    start: parseInstant(start),
    end: parseInstant(end),
    services: services.map(({ name }) => name),
  });
  return {
    ...{ kind: data.kind, downtime: data.downtime, revision: data.revision, title: data.title },
    ...span(data),
    language: data.language,
    previous: data.previous && span(data.previous),
    sequence: Number(line('SEQUENCE')),
    uid: line('UID'),
  };
}
