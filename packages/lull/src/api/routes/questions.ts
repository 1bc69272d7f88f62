import { mayBeDone as may, nextMoment } from '../../keeper/may-be-done.ts';
import { planFor } from '../../keeper/plan-for.ts';
import { answer } from '../answer.ts';
import type { Answered, Query } from '../contract/endpoint.ts';
import { ranked } from '../contract/plan.ts';
import { mayBeDone, nextStart } from '../contract/question.ts';
import type { Routes } from '../parts.ts';
import { told, toldLength, toldLocal } from '../views/times.ts';

/** May it be done then, and when may it be? */
export const questionRoutes: Routes = (mount, { keeper }) => {
  mount(mayBeDone, async ({ c, actor, query }) => {
    const { open, at, reasons, changesAt, zone } = await may(keeper, actor, questionOf(query, query.at));
    return answer(c, mayBeDone, {
      open,
      at: told(at),
      atLocal: toldLocal(at, zone),
      ...askedOf(query, zone),
      reasons: reasons.map((reason) => ({ ...reason })),
      changesAt: told(changesAt),
      changesAtLocal: toldLocal(changesAt, zone),
    });
  });

  mount(nextStart, async ({ c, actor, query }) => {
    const { start, from, zone } = await nextMoment(keeper, actor, questionOf(query, query.from));
    return answer(c, nextStart, {
      from: told(from),
      ...askedOf(query, zone),
      start: told(start),
      startLocal: toldLocal(start, zone),
    });
  });

  mount(ranked, async ({ c, actor, query }) => {
    const plan = await planFor(keeper, actor, query, c.req.raw.signal);
    return answer(c, ranked, plan as Answered<typeof ranked>);
  });
};

type Asked = Omit<Query<typeof nextStart>, 'from'>;

function questionOf({ service, takes, rollback, mode, announced, downtime }: Asked, at: number | undefined) {
  return { services: service, takes, rollback, mode, announced, at, exclude: downtime };
}

function askedOf({ service, takes, rollback, mode }: Asked, zone: string) {
  return { services: service, takes: toldLength(takes), rollback: toldLength(rollback), mode, zone };
}
