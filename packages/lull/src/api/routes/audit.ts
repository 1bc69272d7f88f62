import { type AuditRecord, listAudit as entriesOf } from '../../access/list-audit.ts';
import { titlesOf } from '../../store/titles.ts';
import { answerPage } from '../answer.ts';
import { listAudit } from '../contract/audit.ts';
import type { Routes } from '../parts.ts';
import { told } from '../views/times.ts';

/** The audit trail. */
export const auditRoutes: Routes = (mount, { keeper, access }) => {
  mount(listAudit, async ({ c, query }) => {
    const { after, limit, ...filter } = query;
    const { db } = keeper.store;
    const { entries, next } = await entriesOf(db, filter, { limit, before: after });
    const people = entries.filter(isAboutSomebody).map(({ subject }) => subject);
    const names = await access.names.of([...people, ...entries.map(({ actor }) => actor.person)]);
    const titled = entries.filter(({ action }) => /^(?:downtime|series)\./.test(action));
    const titles = await titlesOf(
      db,
      titled.map(({ subject }) => subject),
    );
    const items = entries.map((entry) => ({
      ...entry,
      seq: Number(entry.seq),
      at: told(entry.at),
      actor: { ...entry.actor, personName: names.get(entry.actor.person) ?? null },
      subjectName: titles.get(entry.subject) ?? names.get(entry.subject) ?? null,
    }));
    return answerPage(c, listAudit, items, next);
  });
};

function isAboutSomebody({ action }: AuditRecord): boolean {
  return /^(?:person|session|passkey|key)\./.test(action);
}
