import { z } from 'zod';
import { LullError } from '../errors.ts';
import {
  type Announcing,
  forAllRisks,
  isBefore,
  occasions,
  type TellPoint,
  tellPoint,
} from './announcing.ts';
import { duration, list, read, text } from './fields.ts';
import { nearest, shown } from './mistakes.ts';
import { risks } from './risk.ts';

const MOST_POINTS = 50;
const MOST_TAGS = 50;

const example = '[schedule, P7D, PT1H, start, return]';

const at = read('P7D', (written): TellPoint => {
  const wrong = (): LullError => {
    const near = nearest(written, occasions);
    return new LullError(
      'bad-duration',
      `"${written}" is neither one of ${occasions.join(', ')} nor a length before the start`,
      near === null ? 'Write for example P7D or 2h.' : `Do you mean "${near}"?`,
    );
  };
  const point = attemptPoint(written);
  if (point !== null && isBefore(point.at)) return point;
  throw wrong();
});

function attemptPoint(written: string): TellPoint | null {
  try {
    return tellPoint(written);
  } catch (error) {
    if (error instanceof LullError) return null;
    throw error;
  }
}

const tags = list(text('partners'), '[partners]')
  .min(1, 'is empty, so nobody would be told; name a tag')
  .max(MOST_TAGS, `has more than ${MOST_TAGS} tags`);

const point = z.union(
  [at, z.strictObject({ at, to: tags }).transform(({ at: when, to }) => ({ ...when, to }))],
  {
    error: ({ input }) => `${shown(input)} is neither a point such as P7D nor { at: P7D, to: [partners] }`,
  },
);

const points = list(point, example).max(MOST_POINTS, `has more than ${MOST_POINTS} points`);

const byRisk = <T extends z.ZodType>(each: T) =>
  z
    .strictObject(Object.fromEntries(risks.map((risk) => [risk, each])) as Record<(typeof risks)[number], T>)
    .partial();

const notice = duration('How long before the start people must have been told');

/** `announce` of the organisation and of a service. */
export const announcingSchema = z
  .strictObject({
    tell: z
      .union([points, byRisk(points)], {
        error: ({ input }) =>
          `${shown(input)} is neither a list such as ${example} nor { low, high, downtime }`,
      })
      .optional()
      .meta({
        description:
          'When people are told: schedule, a length before the start, start, delay, extension, return',
      }),
    leastNotice: z
      .union([notice, byRisk(notice)], {
        error: ({ input }) => `${shown(input)} is neither a length such as P2D nor { low, high, downtime }`,
      })
      .optional()
      .meta({ description: 'How long before the start people must have been told, as a rule' }),
  })
  .transform(
    ({ tell = {}, leastNotice = {} }): Announcing => ({
      tell: Array.isArray(tell) ? forAllRisks(tell) : tell,
      leastNotice: 'ms' in leastNotice ? forAllRisks(leastNotice) : leastNotice,
    }),
  );
