import type { Message } from '../../../src/announce/channels/contract.ts';
import { exampleFacts } from '../../../src/announce/message/example.ts';
import { type LetterFacts, letterFor, type Recipient } from '../../../src/announce/message/message.ts';
import { ownWords } from '../../../src/announce/words/own.ts';
import { parseInstant } from '../../../src/time/instant.ts';

/** A Tuesday, 23:00 in Berlin. */
export const now = parseInstant('2026-11-24T22:00:00Z');

export const recipient: Recipient = {
  id: '01980a4c-5a4e-7d3c-9d55-000000000001',
  at: now,
  links: {
    manage: 'https://status.example.com/subscription/token',
    unsubscribe: 'https://status.example.com/unsubscribe/token',
  },
  invite: null,
};

/** The facts of the example of a scheduled downtime, in English, with some of them changed. */
export function factsWith(changes: Partial<LetterFacts> = {}): LetterFacts {
  const words = ownWords.en!;
  return { ...exampleFacts({ kind: 'scheduled', words, mode: 'full', zone: null, now }), ...changes };
}

/** The message of those facts to one recipient. */
export function messageOf(changes: Partial<LetterFacts> = {}, to: Partial<Recipient> = {}): Message {
  return letterFor(factsWith(changes)).to({ ...recipient, ...to });
}
