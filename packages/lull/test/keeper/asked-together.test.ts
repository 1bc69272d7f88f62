import { EventEmitter, once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { askedTogether } from '../../src/keeper/asked-together.ts';

describe('a question that many ask together', () => {
  /** Questions that are answered by hand, in the order in which they were asked. */
  const byHand = () => {
    const asked: PromiseWithResolvers<number>[] = [];
    const begun = new EventEmitter();
    const ask = askedTogether(() => {
      const one = Promise.withResolvers<number>();
      asked.push(one);
      begun.emit(String(asked.length));
      return one.promise;
    });
    /** Resolves once so many were asked. */
    const number = async (count: number) => {
      if (asked.length < count) await once(begun, String(count));
      return asked[count - 1]!;
    };
    return { asked, ask, number };
  };

  it('is asked once for all who come in one turn, and for all who come while an answer is under way', async () => {
    const { asked, ask, number } = byHand();
    const together = [ask(), ask()];
    const first = await number(1);
    const later = [ask(), ask(), ask()];
    expect(asked).toHaveLength(1);
    first.resolve(1);
    expect(await Promise.all(together)).toEqual([1, 1]);
    (await number(2)).resolve(2);
    expect(await Promise.all(later)).toEqual([2, 2, 2]);
    expect(asked).toHaveLength(2);
  });

  it('is asked anew for those who come while the shared one is under way', async () => {
    const { ask, number } = byHand();
    const answers = [ask()];
    const first = await number(1);
    answers.push(ask());
    first.resolve(1);
    const second = await number(2);
    answers.push(ask());
    second.resolve(2);
    (await number(3)).resolve(3);
    expect(await Promise.all(answers)).toEqual([1, 2, 3]);
  });

  it('fails for those who shared it, and not for those who come later', async () => {
    const { ask, number } = byHand();
    const failing = ask();
    const first = await number(1);
    const later = ask();
    first.reject(new Error('away'));
    await expect(failing).rejects.toThrow('away');
    (await number(2)).resolve(2);
    expect(await later).toBe(2);
    const last = ask();
    (await number(3)).resolve(3);
    expect(await last).toBe(3);
  });
});
