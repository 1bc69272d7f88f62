import { describe, expect, test } from 'vitest';
import {
  instantOf,
  keyBytes,
  pinned,
  type RefusalCode,
  type StateDocument,
  type Trust,
  takeDocument,
} from '../../src/protocol/index.ts';
import { ed25519, named, signature, signed, signingKey } from './support.ts';

const now = instantOf('2026-12-01T11:00:00Z')!;
const [first, second, third, stranger] = [signingKey(), signingKey(), signingKey(), signingKey()];
const trust = pinned('shop', first);

const take = (believed: Trust, value: unknown, at = now) => takeDocument(believed, value, at, ed25519);

async function refused(believed: Trust, value: unknown, code: RefusalCode, at = now): Promise<void> {
  await expect(take(believed, value, at)).rejects.toMatchObject({ name: 'Refusal', code });
}

describe('a document', () => {
  test('is taken, and what is believed goes on from it', async () => {
    const taken = await take(trust, signed(first, { epoch: 2, serial: 17, keys: [named(first)] }));
    expect(taken.document).toMatchObject({ service: 'shop', epoch: 2, serial: 17 });
    expect(taken.trust).toMatchObject({ service: 'shop', epoch: 2, serial: 17 });
    expect(taken.trust.keys.map(({ id }) => id)).toEqual([first.id]);
  });

  test('that is held already is taken again; an older one is refused', async () => {
    const held = (await take(trust, signed(first, { serial: 5 }))).trust;
    expect((await take(held, signed(first, { serial: 5 }))).trust).toEqual(held);
    expect((await take(held, signed(first, { serial: 6 }))).trust.serial).toBe(6);
    await refused(held, signed(first, { serial: 4 }), 'older');
  });

  test('of a restored backup counts by its raised epoch, and what was before it no more', async () => {
    const held = (await take(trust, signed(first, { epoch: 1, serial: 900 }))).trust;
    await refused(held, signed(first, { epoch: 1, serial: 3 }), 'older');
    const restored = (await take(held, signed(first, { epoch: 2, serial: 3 }))).trust;
    expect(restored).toMatchObject({ epoch: 2, serial: 3 });
    await refused(restored, signed(first, { epoch: 1, serial: 901 }), 'older');
  });

  test('for another service is refused, whoever signed', async () => {
    await refused(trust, signed(first, { service: 'blog' }), 'wrong-service');
  });

  test('without a signature is refused', async () => {
    const { signature: _, ...unsigned } = signed(first);
    await refused(trust, unsigned, 'unsigned');
    const { signedBy: __, ...nameless } = signed(first);
    await refused(trust, nameless, 'unsigned');
  });

  test('that another key signed is refused, under its own name and under the trusted one', async () => {
    await refused(trust, signed(stranger), 'unknown-key');
    const document = signed(stranger, { signedBy: first.id });
    await refused(trust, { ...document, signedBy: first.id }, 'bad-signature');
    await refused(trust, signed({ ...stranger, id: first.id }), 'bad-signature');
    // Naming itself under the trusted id changes nothing: the key that is trusted is the one that was pinned.
    const forged = named({ ...stranger, id: first.id });
    await refused(trust, signed({ ...stranger, id: first.id }, { keys: [forged] }), 'bad-signature');
  });

  test('is refused when anything in it was changed, added or left out', async () => {
    const good = signed(first, { keys: [named(first)], later: { deep: [1] } });
    const changes = [...changed(good)].filter(([place]) => place !== 'signature');
    expect(changes.length).toBeGreaterThan(40);
    for (const [place, document] of changes) {
      await expect(take(trust, document), place).rejects.toMatchObject({ name: 'Refusal' });
    }
    await refused(trust, { ...good, more: 1 }, 'bad-signature');
  });

  test.each(['', 'AA', '?', 'A'.repeat(85), 'A'.repeat(86), '='.repeat(86)])(
    'with the signature %j is refused',
    async (text) => {
      await refused(trust, { ...signed(first), signature: text }, 'bad-signature');
    },
  );

  test('whose names are written in another order is the same document', async () => {
    const reordered = Object.fromEntries(Object.entries(signed(first)).reverse());
    expect((await take(trust, reordered)).document.serial).toBe(1);
  });

  test('that cannot be written for signing is refused as one that cannot be read', async () => {
    await refused(trust, { ...signed(first), later: '\ud800' }, 'malformed');
    await refused(trust, { ...signed(first), later: nested(200_000) }, 'malformed');
    await refused(trust, { ...signed(first), later: Number.NaN }, 'malformed');
  });

  test('from a bucket is taken like one from the server: its place says nothing', async () => {
    const text = JSON.stringify(signed(first, { keys: [named(first)] }));
    expect((await take(trust, JSON.parse(text))).document.schedule).toHaveLength(1);
  });
});

describe('keys', () => {
  test('the next one is announced, takes over, and the one before it counts no more', async () => {
    const day = '2026-12-08T00:00:00Z';
    const announced = await take(trust, signed(first, { keys: [named(first), named(second, first, day)] }));
    expect(announced.trust.keys.map(({ id }) => id)).toEqual([first.id, second.id]);

    // Not a moment before its time.
    const early = signed(second, { serial: 2, keys: [named(second, first, day)] });
    await refused(announced.trust, early, 'unknown-key', instantOf(day)! - 1);
    const over = await take(announced.trust, early, instantOf(day)!);
    expect(over.trust.keys.map(({ id }) => id)).toEqual([second.id]);
    await refused(over.trust, signed(first, { serial: 3 }), 'unknown-key', instantOf(day)!);
  });

  test('one that changed while the gate was offline is followed, over several steps in any order', async () => {
    const keys = [named(third, second), named(second, first), named(first)];
    const taken = await take(trust, signed(third, { keys }));
    expect(new Set(taken.trust.keys.map(({ id }) => id))).toEqual(new Set([first.id, second.id, third.id]));
    expect((await take(trust, signed(second, { keys: [named(second, first)] }))).trust.keys).toHaveLength(1);
  });

  test('that changed several times are followed by the chain, whose keys are trusted for nothing else', async () => {
    const by = Array.from({ length: 6 }, signingKey);
    const links = by.slice(1, 5).map((key, i) => named(key, by[i]!));
    const chain = [links[2]!, links[0]!, links[3]!, links[1]!];
    const keys = [named(by[5]!, by[4]!)];
    const taken = await take(pinned('shop', by[0]!), signed(by[5]!, { keys, chain }));
    expect(taken.trust.keys.map(({ id }) => id)).toEqual([by[5]!.id]);
    await refused(taken.trust, signed(by[4]!, { serial: 2, keys, chain }), 'unknown-key');
    // One that the chain leads over doesn't sign: it was replaced.
    await refused(pinned('shop', by[0]!), signed(by[3]!, { keys, chain }), 'unknown-key');

    for (const missing of chain) {
      const rest = chain.filter((link) => link !== missing);
      await refused(pinned('shop', by[0]!), signed(by[5]!, { keys, chain: rest }), 'unknown-key');
      const forged = { ...missing, endorsement: signature(stranger, keyBytes(missing)) };
      await refused(
        pinned('shop', by[0]!),
        signed(by[5]!, { keys, chain: [...rest, forged] }),
        'unknown-key',
      );
    }
    // Who holds a key that was replaced leads nobody on who has gone further.
    const stolen = signed(stranger, { serial: 9, keys: [named(stranger, by[2]!)], chain });
    await refused(taken.trust, stolen, 'unknown-key');
    for (const odd of ['x', null, 7, {}, [null, 'x', { ...links[0]!, key: 5 }]]) {
      const document = signed(by[5]!, { keys, chain: odd as unknown as StateDocument['chain'] });
      expect((await take(pinned('shop', by[5]!), document)).trust.keys).toHaveLength(1);
      await refused(pinned('shop', by[0]!), document, 'unknown-key');
    }
  });

  test('a chain with a link missing or forged is not followed', async () => {
    await refused(trust, signed(third, { keys: [named(third, second)] }), 'unknown-key');
    await refused(trust, signed(second, { keys: [named(second)] }), 'unknown-key');
    const forged = { ...named(second, stranger), endorsedBy: first.id };
    await refused(trust, signed(second, { keys: [forged] }), 'unknown-key');
    const self = { ...named(second, second) };
    await refused(trust, signed(second, { keys: [self] }), 'unknown-key');
    // The link is for these bytes of the key, this id and this time.
    for (const change of [
      { key: stranger.key },
      { id: stranger.id },
      { notBefore: '2020-01-01T00:00:00Z' },
    ]) {
      const by = { ...second, ...change, secret: second.secret };
      await refused(trust, signed(by, { keys: [{ ...named(second, first), ...change }] }), 'unknown-key');
    }
  });

  test('a document that is refused teaches no key', async () => {
    const held = (await take(trust, signed(first, { serial: 9, keys: [named(first)] }))).trust;
    await refused(held, signed(first, { serial: 1, keys: [named(first), named(second, first)] }), 'older');
    await refused(held, signed(second, { serial: 10 }), 'unknown-key');
  });

  test('of a kind that is not known are passed over', async () => {
    const odd = [null, 7, 'x', [], {}, { ...named(second, first), key: 'A'.repeat(76) }, { id: 5 }];
    const keys = [...odd, named(first)] as StateDocument['keys'];
    const taken = await take(trust, signed(first, { keys }));
    expect(taken.trust.keys.map(({ id }) => id)).toEqual([first.id]);
  });

  test('endorsements of another form are worth nothing', async () => {
    for (const endorsement of [5, ['AA'], {}, true, '']) {
      const key = { ...named(second, first), endorsement } as unknown as StateDocument['keys'][number];
      await refused(trust, signed(second, { keys: [key] }), 'unknown-key');
    }
  });

  test('an endorsement is no signature of a document', async () => {
    const document = signed(first, { keys: [named(second, first)] });
    await refused(trust, { ...document, signature: named(second, first).endorsement! }, 'bad-signature');
    expect(signature(first, new Uint8Array(1))).toHaveLength(86);
  });
});

/** The document with each leaf changed and each field left out, one at a time. */
function* changed(value: unknown, place = ''): Generator<[place: string, changed: unknown]> {
  if (typeof value === 'object' && value !== null) {
    for (const [name, field] of Object.entries(value)) {
      const here = place === '' ? name : `${place}.${name}`;
      const others = Object.entries(value).filter(([other]) => other !== name);
      const rebuilt = (more: [string, unknown][]): unknown =>
        Array.isArray(value)
          ? [...others, ...more].sort(([a], [b]) => Number(a) - Number(b)).map(([, one]) => one)
          : Object.fromEntries([...others, ...more]);
      yield [here, rebuilt([])];
      for (const [at, one] of changed(field, here)) yield [at, rebuilt([[name, one]])];
    }
  } else if (typeof value === 'number') yield [place, value + 1];
  else if (typeof value === 'string')
    yield [place, value.replace(/.$/, (last) => (last === '1' ? '2' : '1'))];
  else yield [place, value === null ? '2026-12-01T12:30:00Z' : null];
}

/** `[[[…]]]`, made without recursion. */
function nested(depth: number): unknown {
  let value: unknown = [];
  for (let i = 0; i < depth; i += 1) value = [value];
  return value;
}
