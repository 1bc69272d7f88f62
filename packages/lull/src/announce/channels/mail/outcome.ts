import { excerpt, oneLine } from '../../../printable.ts';
import type { Sent } from '../contract.ts';

/** What nodemailer says of a message that didn't go: its code, and the server's reply where there was one. */
interface Failure {
  readonly code?: string;
  readonly command?: string;
  readonly response?: string;
  readonly responseCode?: number;
  readonly message?: string;
}

/** RFC 3463: no such mailbox or host, moved, impossible, or switched off; RFC 7505: it takes no mail. */
const goneForGood = /^5\.(?:1\.(?:0|1|2|3|6|10)|2\.1)$/;

/** Words of replies without an enhanced code that speak of us or of the message and not of the mailbox. */
const notTheMailbox =
  /relay|spam|block|black|list|denied|policy|reputation|sender|spf|dkim|dmarc|authenti|authori|encrypt|tls/i;

/**
 * What became of an attempt that nodemailer reports as failed. Only what the mail server says of the mailbox
 * itself disables an address; whatever is wrong with us, our server or the way to it is tried again. Where it
 * had all of the message and gave no answer, it may have taken it (RFC 1047).
 *
 * @param isWhole whether all of the message had been given to the connection
 * @example outcomeOf({ code: 'ETIMEDOUT', message: 'Timeout' }).outcome === 'again'
 */
export function outcomeOf(error: unknown, isWhole = false): Sent {
  const failure = (typeof error === 'object' && error !== null ? error : {}) as Failure;
  const { code = '', command = '', responseCode = 0 } = failure;
  const maybeSent = isWhole && responseCode === 0;
  if (code === 'EABORT') return again('the mail server did not answer in time', maybeSent);
  if (code === 'EAUTH') return again(`the mail server refuses our user: ${told(failure)}`);
  if (command === 'STARTTLS') return again(`the mail server offers no STARTTLS: ${told(failure)}`);
  // 500 to 504, 530 and 535 are of the conversation: they say nothing of this message.
  const isPermanent = responseCode >= 510 && ![530, 534, 535, 538].includes(responseCode);
  if (!isPermanent)
    return code === 'EMESSAGE' && responseCode === 0 ? refused(failure) : again(told(failure), maybeSent);
  if (command === 'MAIL FROM' && !isTooLarge(failure)) {
    return again(`the mail server refuses our sender: ${told(failure)}`);
  }
  return refused(failure, isGone(failure));
}

function isGone({ command, response = '', responseCode = 0 }: Failure): boolean {
  const enhanced = enhancedCode(response);
  if (enhanced !== null) return goneForGood.test(enhanced);
  return command === 'RCPT TO' && [550, 551, 553].includes(responseCode) && !notTheMailbox.test(response);
}

function isTooLarge({ response = '', responseCode }: Failure): boolean {
  return responseCode === 552 || enhancedCode(response) === '5.3.4';
}

/** RFC 2034: right after the code. */
function enhancedCode(response: string): string | null {
  return /^\d{3}[ -]([245]\.\d{1,3}\.\d{1,3})\b/.exec(response)?.[1] ?? null;
}

function told({ response, message = 'unknown' }: Failure): string {
  return excerpt(oneLine(response ?? message), 200);
}

function again(error: string, maybeSent = false): Sent {
  return { outcome: 'again', error, after: null, ...(maybeSent && { maybeSent }) };
}

function refused(failure: Failure, disables = false): Sent {
  return { outcome: 'refused', error: told(failure), disables };
}
