import { describe, expect, it } from 'vitest';
import { noticeKinds } from '../../../src/announce/contract.ts';
import { noticeDataSchema } from '../../../src/announce/message/data.ts';
import { exampleFacts } from '../../../src/announce/message/example.ts';
import { letterFor } from '../../../src/announce/message/message.ts';
import { ownWords } from '../../../src/announce/words/own.ts';
import { now, recipient } from './support.ts';

const modes = ['full', 'read-only', 'partial', 'hold', 'at-risk'] as const;
const every = Object.values(ownWords).flatMap((words) => noticeKinds.map((kind) => ({ words, kind })));
const named = every.map(({ words, kind }) => [words.language, kind, words] as const);

// Each file is to be read by a person: vitest -u writes them anew, and the difference is looked at.
describe('every message, as people read it', () => {
  it.each(named)('in %s: %s', async (language, kind, words) => {
    const read = modes.map((mode) => {
      const { subject, paragraphs } = letterFor(exampleFacts({ kind, mode, words, zone: null, now }));
      return [`=== ${mode} ===`, subject, ...paragraphs].join('\n\n');
    });
    const elsewhere = exampleFacts({ kind, mode: 'full', words, zone: 'America/New_York', now });
    const { subject, text } = letterFor(elsewhere).to(recipient);
    const whole = ['=== full, read in New York, the whole text ===', subject, text];
    const file = `letters/${language}.${kind}.txt`;
    await expect([...read, whole.join('\n\n')].join('\n\n')).toMatchFileSnapshot(file);
  });

  it.each(named)('in %s: %s leaves no variable, no empty line and no line too long', (_, kind, words) => {
    for (const mode of modes) {
      const { subject, paragraphs, data } = letterFor(
        exampleFacts({ kind, mode, words, zone: null, now }),
      ).to(recipient);
      expect(subject.length).toBeLessThanOrEqual(100);
      for (const one of [subject, ...paragraphs]) {
        expect(one).not.toMatch(/[{}]|undefined|null|NaN|\s\s|^\s|\s$/);
      }
      expect(paragraphs.length).toBeGreaterThanOrEqual(2);
      expect(noticeDataSchema.parse(data)).toMatchObject({ kind, mode, subject, text: paragraphs });
    }
  });
});
