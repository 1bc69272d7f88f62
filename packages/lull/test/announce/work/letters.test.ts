import { describe, expect, it } from 'vitest';
import { ntfyBody } from '../../../src/announce/channels/ntfy/sender.ts';
import { webhookBody } from '../../../src/announce/channels/webhook/sender.ts';
import { ownWords } from '../../../src/announce/words/own.ts';
import { matters, workKinds } from '../../../src/announce/work/contract.ts';
import { workDataSchema } from '../../../src/announce/work/data.ts';
import { workLetter } from '../../../src/announce/work/letter.ts';
import { examples, factsOf, now } from './facts.ts';

const recipient = { id: '7c0f4ad1-5b1c-4d59-9d2e-0f3a9b1c2d3e', at: now, links: null };
const names = Object.keys(examples);

// Each file is to be read by a person: vitest -u writes them anew, and the difference is looked at.
describe('what people at work are told', () => {
  it.each(Object.values(ownWords))('in $language', async (words) => {
    const letters = names.map((name) => {
      const { subject, paragraphs } = workLetter(factsOf(name, words, null), recipient);
      return [`=== ${name} ===`, subject, ...paragraphs].join('\n\n');
    });
    await expect(letters.join('\n\n')).toMatchFileSnapshot(`letters/${words.language}.txt`);
  });

  it('is of every kind and every matter', () => {
    const all = Object.values(examples);
    expect(new Set(all.map(({ kind }) => kind))).toEqual(new Set(workKinds));
    expect(new Set(all.map(({ work }) => work.about))).toEqual(new Set(matters));
  });

  it.each(names)('leaves no variable and tells each time with its zone: %s', (name) => {
    for (const words of Object.values(ownWords)) {
      const letter = workLetter(factsOf(name, words, 'America/New_York'), recipient);
      for (const one of [letter.subject, ...letter.paragraphs]) {
        expect(one).not.toMatch(/[{}]|undefined|null|NaN|\s\s|^\s|\s$/);
        for (const [, zone] of one.matchAll(/\d\d:\d\d(?: Uhr)?( \S+)?/g)) expect(zone).toMatch(/ [A-Z]/);
      }
      expect(letter.subject.length).toBeLessThanOrEqual(180);
      expect(workDataSchema.parse(letter.data)).toMatchObject({ subject: letter.subject });
    }
  });

  it('is for programs what waits for whom, by a type of its own', () => {
    const asked = workLetter(factsOf('a step that asks', ownWords.en!, null), recipient);
    const { type, data } = JSON.parse(webhookBody(asked));
    expect(type).toBe('work.asked');
    expect(data).toMatchObject({ about: 'confirm', step: 'look', until: '2026-12-04T01:20:00Z' });
    expect(data.choices).toHaveLength(2);
    expect(ntfyBody(asked, 'topic')).toMatchObject({ priority: 5, title: asked.subject });
  });

  it('quotes a step’s name so that a shell takes it for one word', () => {
    const { work, ...facts } = factsOf('a step that failed', ownWords.en!, null);
    const odd = workLetter({ ...facts, work: { ...work, step: `it's; rm -rf $HOME` } }, recipient);
    const lines = odd.paragraphs.filter((one) => one.includes('lull run answer'));
    expect(lines).toHaveLength(3);
    for (const line of lines) expect(line).toContain(`--step 'it'\\''s; rm -rf $HOME'`);
  });
});
