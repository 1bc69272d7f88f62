import { excerpt, oneLine } from '../../../printable.ts';
import type { Sent } from '../contract.ts';
import type { Posted } from './open.ts';

/**
 * What became of an attempt over HTTP. A 410 ends an address for good, a redirect isn't followed, an answer
 * that asks for patience gets it; all else is tried again.
 *
 * @example outcomeOf({ kind: 'answered', status: 204, retryAfter: null, text: '' }).outcome === 'sent'
 */
export function outcomeOf(posted: Posted): Sent {
  if (posted.kind === 'private') return { outcome: 'refused', error: told(posted.error), disables: false };
  if (posted.kind === 'failed') {
    const { error, maybeSent } = posted;
    return { outcome: 'again', error: told(error), after: null, ...(maybeSent && { maybeSent }) };
  }
  const { status, retryAfter } = posted;
  if (status >= 200 && status < 300) return { outcome: 'sent' };
  if (status === 410) return { outcome: 'refused', error: answerOf(posted), disables: true };
  if (status < 400) {
    const error = `${status}: it sends us elsewhere, and we don't follow; give the address that it leads to`;
    return { outcome: 'refused', error, disables: false };
  }
  // A gateway that got no answer says as little of what became of it as no answer does.
  const maybeSent = status === 504;
  return { outcome: 'again', error: answerOf(posted), after: retryAfter, ...(maybeSent && { maybeSent }) };
}

/** The status and the beginning of what was said with it. */
export function answerOf({ status, text }: Extract<Posted, { kind: 'answered' }>): string {
  const said = told(text);
  return said === '' ? `answered ${status}` : `answered ${status}: ${said}`;
}

function told(text: string): string {
  return excerpt(oneLine(text), 200);
}
