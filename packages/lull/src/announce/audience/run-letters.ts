import type { Announce } from '../contract.ts';
import { considerSignUp } from './consider.ts';
import { type LetterJob, letterQueue } from './letters.ts';
import { sendLetter } from './send-letter.ts';

/** How often a server looks for letters, in seconds, and how many it writes at once. */
const [LOOK_EVERY, AT_ONCE] = [1, 20];

/**
 * Does what waits behind the sign-up page, on whichever server takes it: considers sign-ups and sends
 * letters. What a killed server had in hand is taken up again, and a letter that goes twice has the same
 * Message-ID. A server without mail takes none of it: there is no page to sign up on where none has it.
 *
 * @param announce connected; its queue was opened with `letterQueue`, and stopping that ends it
 * @example await runLetters(announce);
 */
export async function runLetters(announce: Announce): Promise<void> {
  if (announce.channels.senders.mail === null) return;
  const settings = {
    batchSize: AT_ONCE,
    pollingIntervalSeconds: LOOK_EVERY,
    burstWhenBatchFull: true,
    perJobResults: true,
  } as const;
  const { boss } = announce.queue();
  await boss.work<LetterJob, unknown, typeof settings>(letterQueue.name, settings, (jobs) =>
    Promise.all(
      jobs.map(async ({ id, data }) => {
        try {
          await (data.do === 'consider'
            ? considerSignUp(announce, data.asked)
            : sendLetter(announce, { ...data, id }));
          return { id, status: 'completed' as const };
        } catch (error) {
          announce.log.warn({ err: error, job: id }, 'what waits behind the sign-up page is tried again');
          return { id, status: 'failed' as const, output: { error: (error as Error).message } };
        }
      }),
    ),
  );
}
