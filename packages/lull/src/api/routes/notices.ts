import { listNotices as list } from '../../announce/delivery/list-notices.ts';
import { retryNotices as retry } from '../../announce/delivery/retry-notices.ts';
import { answer } from '../answer.ts';
import { listNotices, retryNotices } from '../contract/notices.ts';
import type { Routes } from '../parts.ts';
import { told } from '../views/times.ts';

/** What became of notices. */
export const noticeRoutes: Routes = (mount, { announce }) => {
  mount(listNotices, async ({ c, actor, params, query }) => {
    const { counts, failed } = await list(announce, actor, params.id, { most: query.failed });
    return answer(c, listNotices, {
      items: counts.map(({ dueAt, counts, ...of }) => ({ ...of, dueAt: told(dueAt), ...counts })),
      failed: failed.map(({ madeAt, ...of }) => ({ ...of, madeAt: told(madeAt) })),
    });
  });

  mount(retryNotices, async ({ c, actor, params, query: { dryRun = false }, body }) => {
    const retried = await retry(announce, actor, params.id, { ...body, dryRun });
    return answer(c, retryNotices, { retried, dryRun });
  });
};
