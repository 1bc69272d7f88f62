import { checkSilencers as check } from '../../run/silencers/leases/check.ts';
import { listSilences as list } from '../../run/silencers/leases/list.ts';
import { answer } from '../answer.ts';
import { checkSilencers, listSilences } from '../contract/silences.ts';
import type { Routes } from '../parts.ts';
import { told } from '../views/times.ts';

/** What monitors are quiet about. */
export const silenceRoutes: Routes = (mount, { silences, keeper }) => {
  mount(listSilences, async ({ c, actor, query: { service, downtime } }) => {
    const found = await list(silences, actor, { services: service, downtime });
    const items = found.map(({ from, until, heldUntil, ...of }) => ({
      ...of,
      from: told(from),
      until: told(until),
      heldUntil: heldUntil === null ? null : told(heldUntil),
    }));
    return answer(c, listSilences, { items });
  });

  mount(checkSilencers, async ({ c, actor, query }) => {
    const checked = await check(silences, keeper, actor, query.service);
    const items = checked.map(({ name, kind, reached, error, scopes }) => ({
      ...{ name, kind, error },
      version: reached?.version ?? null,
      clockOffset: reached?.clockOffset ?? null,
      scopes: scopes.map(({ firing, ...of }) => ({
        ...of,
        firing: firing.map(({ since, ...alert }) => ({
          ...alert,
          since: since === null ? null : told(since),
        })),
      })),
    }));
    return answer(c, checkSilencers, { items });
  });
};
