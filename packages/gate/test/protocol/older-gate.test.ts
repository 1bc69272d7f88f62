import { expect, test } from 'vitest';
import { instantOf, pinned, stateAt, takeDocument } from '../../src/protocol/index.ts';
import { documentOf, ed25519, named, signed, signingKey } from './support.ts';

const at = (time: string): number => instantOf(`2026-12-01T${time}:00Z`)!;
const key = signingKey();
const take = (trust: ReturnType<typeof pinned>, value: object) =>
  takeDocument(trust, JSON.parse(JSON.stringify(value)), at('11:00'), ed25519);

test('a gate takes what a newer server adds for others, and does what it knows of it', async () => {
  const [one] = documentOf().schedule;
  const newer = signed(key, {
    keys: [{ ...named(key), algorithm: 'ed25519' } as ReturnType<typeof named>],
    schedule: [
      {
        ...one!,
        regions: ['eu'],
        match: { ...one!.match, headers: { 'x-plan': 'free' } },
      } as typeof one & {},
    ],
    chain: [named(key, key)],
    theme: { corners: 'round' },
    signatures: [{ by: 'another', signature: 'of another kind' }],
  });
  const { document } = await take(pinned('shop', key), newer);
  expect(stateAt(document, at('12:30'), at('12:00')).state).toBe('closed');
});

test('what it cannot know it refuses, and goes on with what it holds', async () => {
  const held = await take(pinned('shop', key), signed(key, { keys: [named(key)] }));
  const [one] = documentOf().schedule;
  const later = { serial: 2, schedule: [] };
  const refused = [
    [signed(key, { ...later, crit: ['regions'] }), 'newer-format'],
    [{ ...signed(key, later), v: 2 }, 'newer-format'],
    [{ v: 2, entirely: 'different' }, 'newer-format'],
    [signed(key, { serial: 2, schedule: [{ ...one!, state: 'dimmed' as 'closed' }] }), 'malformed'],
    [signed(key, { serial: 2, schedule: [{ ...one!, mode: 'slow' as 'full' }] }), 'malformed'],
    [signed(key, { serial: 2, schedule: [{ ...one!, reopen: 'byVote' as 'atEnd' }] }), 'malformed'],
  ] as const;
  for (const [document, code] of refused) {
    await expect(take(held.trust, document)).rejects.toMatchObject({ code });
  }
  // Nothing of these opened it, and what is readable again is taken.
  expect(stateAt(held.document, at('12:30'), at('12:00')).state).toBe('closed');
  expect((await take(held.trust, signed(key, later))).document.serial).toBe(2);
});
