import { type Bell, makeBell } from '../../keeper/bell.ts';
import { SECOND } from '../../time/instant.ts';
import type { ChannelName } from '../channels/contract.ts';
import type { Announce } from '../contract.ts';
import { attempt } from './attempt.ts';
import { claim } from './claim.ts';
import { type Claimed, type Fate, WAITS_WITHIN } from './contract.ts';
import type { Letters, Ready } from './letters.ts';
import { Line } from './line.ts';
import type { Marks } from './marks.ts';
import { paceOf } from './pace.ts';

/** What one channel's delivery works with. */
export interface ChannelParts {
  readonly announce: Announce;
  readonly channel: ChannelName;
  readonly marks: Marks;
  readonly letters: Letters;
  /** Rung when there may be something to send. */
  readonly bell: Bell;
  /** Ends it: what is being sent is sent, the rest is given back. */
  readonly signal: AbortSignal;
  /** Ends what is being sent, too. */
  readonly cut: AbortSignal;
}

/** A notice that waits for its turn on this server. */
interface Waiting extends Ready {
  /** When it was asked for, by the process's own clock. */
  readonly since: number;
}

/** Until a claim that failed is tried again. */
const TRY_AGAIN = SECOND;

/**
 * Sends the notices of one channel, so many at once as it may. The next are claimed while the last are being
 * sent; any number of servers may do it.
 *
 * @returns when the signal has been aborted and what was being sent is through
 */
export async function deliverChannel(parts: ChannelParts): Promise<void> {
  const { announce, channel, marks, signal } = parts;
  const { atOnce } = announce.channels.rates[channel];
  const line = new Line<Waiting>();
  const sending = new Set<string>();
  const senders = Array.from({ length: atOnce }, async () => {
    for (let one = await line.next(); one !== null; one = await line.next()) {
      const { notice } = one;
      sending.add(notice.id);
      const fate = await fateOfOne(parts, one);
      // In the other's hands before it leaves these: never is it nobody's.
      const taken = marks.take({ notice, fate });
      sending.delete(notice.id);
      await taken;
    }
  });
  const inHand = () => [...line.all.map(({ notice }) => notice.id), ...sending, ...marks.unwritten()];
  const giveBack = (notices: readonly Claimed[]) => {
    for (const notice of notices) void marks.take({ notice, fate: { outcome: 'released' } });
  };
  const closeLine = () => giveBack(line.close().map(({ notice }) => notice));
  signal.addEventListener('abort', closeLine);

  let last = { count: atOnce, at: performance.now() };
  while (!signal.aborted) {
    const since = performance.now();
    const most = paceOf(last.count, since - last.at, atOnce);
    try {
      const { claimed, late, wait } = await claim(announce, { channel, most, inHand: inHand() });
      await Promise.all(late.map((mark) => marks.take(mark)));
      const ready = await parts.letters.open(claimed).catch((error: unknown) => {
        giveBack(claimed);
        throw error;
      });
      if (signal.aborted) giveBack(claimed);
      else line.add(ready.map((one) => ({ ...one, since })));
      last = { count: Math.max(atOnce, claimed.length), at: since };
      if (wait !== null) await parts.bell.wait(wait, signal);
      // The next claim is made while the last half of this one is sent.
      await line.atMost(last.count / 2);
    } catch (error) {
      announce.log.warn({ err: error, channel }, 'notices could not be claimed');
      await makeBell().wait(TRY_AGAIN, signal);
    }
  }
  // Whoever was aborted before it could listen has not heard of it.
  closeLine();
  await Promise.all(senders);
  signal.removeEventListener('abort', closeLine);
}

async function fateOfOne({ announce, channel: name, cut }: ChannelParts, one: Waiting): Promise<Fate> {
  const { all, senders } = announce.channels;
  const [channel, sender] = [all[name], senders[name]];
  // What it tells may have changed since, so it is looked at again.
  if (performance.now() - one.since > WAITS_WITHIN) return { outcome: 'released' };
  if (sender === null) return notSetUp(name);
  try {
    const opened = one.open();
    if ('outcome' in opened) return opened;
    return await attempt({ channel, sender, ...opened, attempts: one.notice.attempts }, cut);
  } catch (error) {
    announce.log.error({ err: error, notice: one.notice.id }, 'a notice could not be written');
    return {
      outcome: 'failed',
      error: 'it could not be written: see the log of the server',
      disables: false,
    };
  }
}

function notSetUp(name: ChannelName): Fate {
  const todo = 'Set it up (for mail: LULL_MAIL_URL and LULL_MAIL_FROM), then lull notices retry';
  return { outcome: 'failed', error: `${name} is not set up on this server. ${todo}`, disables: false };
}
