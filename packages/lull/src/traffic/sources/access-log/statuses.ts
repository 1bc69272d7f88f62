import { LullError } from '../../../errors.ts';

/** 1 for each status (0 to 999) that is wanted. */
export type StatusTable = Uint8Array;

const range = /^(\d)xx$|^(\d{3})(?:-(\d{3}))?$/i;

/**
 * The statuses that `200`, `2xx` and `200-399` stand for.
 *
 * @throws LullError `bad-option`
 * @example parseStatuses(['2xx', '304'])[304] === 1
 */
export function parseStatuses(texts: readonly string[]): StatusTable {
  const table = new Uint8Array(1000);
  for (const text of texts.flatMap((list) => list.split(','))) {
    const match = range.exec(text.trim());
    const from = match?.[1] ? Number(match[1]) * 100 : Number(match?.[2]);
    const to = match?.[1] ? from + 99 : Number(match?.[3] ?? from);
    if (!match || to < from) {
      throw new LullError(
        'bad-option',
        `"${text}" is not a status`,
        'Write for example 200, 2xx or 200-399.',
      );
    }
    table.fill(1, from, to + 1);
  }
  return table;
}
