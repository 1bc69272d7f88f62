import { listAudit as entriesOf } from '../../access/list-audit.ts';
import { answerPage } from '../answer.ts';
import { listAudit } from '../contract/audit.ts';
import type { Routes } from '../parts.ts';
import { told } from '../views/times.ts';

/** The audit trail. */
export const auditRoutes: Routes = (mount, { keeper }) => {
  mount(listAudit, async ({ c, query }) => {
    const { after, limit, ...filter } = query;
    const { entries, next } = await entriesOf(keeper.store.db, filter, { limit, before: after });
    const items = entries.map((entry) => ({ ...entry, seq: Number(entry.seq), at: told(entry.at) }));
    return answerPage(c, listAudit, items, next);
  });
};
