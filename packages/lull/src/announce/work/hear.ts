import { agentCalled, lull } from '../../access/contract.ts';
import type { Downtime } from '../../downtime/contract.ts';
import { isEnd } from '../../downtime/states.ts';
import type { Trx } from '../../store/contract.ts';
import { loadDowntime } from '../../store/downtime-rows.ts';
import type { EventRow } from '../../store/events.ts';
import { type Instant, MINUTE, SECOND } from '../../time/instant.ts';
import type { Announce } from '../contract.ts';
import { announceQueue, type WaveJob } from '../waves/queue.ts';
import { ruleFor } from './by-rule.ts';
import type { Asking, Choice, Reaction, WorkKind, WorkTold } from './contract.ts';
import { reactionsTo } from './reactions.ts';
import {
  callOff,
  insertWorkWave,
  type NewWorkWave,
  type OpenWave,
  openWaves,
  wasAnythingTold,
} from './rows.ts';

/** Where less is left than this, nobody is asked another time. */
const LEAST = 30 * SECOND;

/** So soon after the last word about it nobody is asked again. */
const JUST_NOW = 5 * MINUTE;

/** What one event is heard in. */
interface Hearing {
  readonly trx: Trx;
  readonly downtime: Downtime;
  readonly now: Instant;
}

/**
 * Lets people at work hear of what has happened: writes the waves that ask and tell them, and calls off those
 * that wait for nothing any more. Written in the transaction in which the consumer's place moves on, so that
 * each event is heard once.
 *
 * @example await consume(keeper, 'announce work', (events, trx) => hearForWork(announce, events, trx), …)
 */
export async function hearForWork(announce: Announce, events: readonly EventRow[], trx: Trx): Promise<void> {
  const now = await announce.now(trx);
  const touched = new Set<string>();
  for (const event of events) {
    const held = event.downtime === null ? null : await loadDowntime(trx, event.downtime);
    if (held === null) continue;
    const { downtime } = held;
    const isPerson = event.by !== lull.id && agentCalled(event.by) === null;
    for (const reaction of reactionsTo(event, downtime, { isPerson })) {
      if (await react({ trx, downtime, now }, reaction)) touched.add(downtime.id);
    }
  }
  for (const downtime of touched) {
    const job: WaveJob = { downtime };
    await announce.queue().sendIn(trx, announceQueue.name, job);
  }
}

/** @returns whether anything is to be told or called off */
async function react(hearing: Hearing, reaction: Reaction): Promise<boolean> {
  const { trx, downtime } = hearing;
  const open = await openWaves(trx, downtime.id);
  switch (reaction.do) {
    case 'ask':
      return ask(hearing, open, reaction);
    case 'ask-again':
      return askAgain(hearing, open);
    case 'close':
      return close(hearing, open, reaction);
    case 'time-anew':
      return timeAnew(hearing, open);
    case 'tell': {
      const { kind, asking, oldEnd } = reaction;
      if (kind === 'over' ? !(await wasAnythingTold(trx, downtime.id)) : isEnd(downtime.state)) return false;
      return insert(hearing, kind, asking, { oldEnd });
    }
  }
}

async function ask(
  hearing: Hearing,
  open: readonly OpenWave[],
  { kind, asking }: Extract<Reaction, { do: 'ask' }>,
): Promise<boolean> {
  if (isEnd(hearing.downtime.state)) return false;
  // Whoever is asked something else knows that somebody is wanted.
  if (asking.about === 'presence' && open.some(({ told }) => told.about !== 'presence')) return false;
  if (asking.about === 'stuck' && open.some((one) => one.kind === 'stuck')) return false;
  const same = open.filter(({ told }) => told.key === asking.key);
  if (same.some((one) => one.kind === kind && one.told.said === asking.said)) return false;
  await callOff(hearing.trx, hearing.downtime.id, same, hearing.now);
  await insert(hearing, kind, asking);
  await remindLater(hearing, asking);
  return true;
}

/** Again at half of the time that is left. */
async function remindLater(hearing: Hearing, asking: Asking): Promise<void> {
  const half = asking.until === null ? 0 : (asking.until - hearing.now) / 2;
  if (half >= LEAST) await insert(hearing, 'asked-again', asking, { dueAt: hearing.now + half });
}

async function askAgain(hearing: Hearing, open: readonly OpenWave[]): Promise<boolean> {
  const waiting = open.filter(({ told, saidAt, isToBeAskedAgain }) => {
    return told.about !== 'presence' && !isToBeAskedAgain && saidAt <= hearing.now - JUST_NOW;
  });
  for (const { told } of waiting) await insert(hearing, 'asked-again', told);
  return waiting.length > 0;
}

async function close(
  hearing: Hearing,
  open: readonly OpenWave[],
  { key, decided }: Extract<Reaction, { do: 'close' }>,
): Promise<boolean> {
  const closed = open.filter(({ told }) => key === 'all' || told.key === key);
  if (closed.length === 0) return false;
  await callOff(hearing.trx, hearing.downtime.id, closed, hearing.now);
  // Who has not been asked yet needn't hear how it was decided.
  const about = closed.find(({ wasTold }) => wasTold);
  if (decided !== null && about) {
    const choice = choiceIn(about.told, decided.choice);
    await insert(hearing, 'answered', about.told, { decided: { ...decided, choice } });
  }
  return true;
}

/** An answer in the words in which it was asked for. */
function choiceIn({ choices }: Asking, said: Choice): Choice {
  const words: Readonly<Partial<Record<Choice, Choice>>> = choices.includes('yes')
    ? { done: 'yes', failed: 'no' }
    : { failed: choices.includes('failed') ? 'failed' : 'left' };
  return words[said] ?? said;
}

/** The end has moved: so has the moment at which a rule decides. What a step itself gives stays. */
async function timeAnew(hearing: Hearing, open: readonly OpenWave[]): Promise<boolean> {
  const { trx, downtime, now } = hearing;
  const moved = open.filter(({ told }) => told.until !== null && told.byRule !== 'give-up');
  await callOff(trx, downtime.id, moved, now, { only: 'reminders' });
  for (const { told } of moved) await remindLater(hearing, { ...told, ...ruleFor(downtime, now) });
  return false;
}

/** What a wave has beside what is asked. */
type More = Pick<NewWorkWave, 'dueAt'> & Pick<WorkTold, 'decided' | 'oldEnd'>;

async function insert(
  { trx, downtime, now }: Hearing,
  kind: WorkKind,
  asking: Asking,
  { dueAt = null, decided = null, oldEnd = null }: Partial<More> = {},
): Promise<true> {
  await insertWorkWave(trx, { downtime, kind, told: { ...asking, decided, oldEnd }, dueAt, now });
  return true;
}
