import type { Actor } from '../../access/contract.ts';
import { type EntryKind, organisationName } from '../../catalog/entry.ts';
import { LullError } from '../../errors.ts';
import { deleteEntry, type EntryOptions, type EntryOutcome, putEntry } from '../../keeper/put-entry.ts';
import { catalogPage, readCatalogEntry } from '../../store/catalog-rows.ts';
import { answer, answerPage } from '../answer.ts';
import { freezes, putOrganisation, readOrganisation, services, teams, windows } from '../contract/entries.ts';
import { etagOf } from '../etag.ts';
import { keyAt, pageFrom } from '../page-of.ts';
import type { RouteParts, Routes } from '../parts.ts';
import { changeOf, entryFor, writtenOf } from '../views/entry.ts';
import { entriesFor, maySeeEntry } from '../visible.ts';

const kinds = { service: services, window: windows, freeze: freezes, team: teams } as const;

/** Services, windows, freezes, teams and the organisation, as they are written in lull.yaml. */
export const catalogRoutes: Routes = (mount, parts) => {
  const { keeper, viewer } = parts;
  for (const [kind, { list, read, put, remove }] of Object.entries(kinds) as [
    keyof typeof kinds,
    typeof services,
  ][]) {
    mount(list, async ({ c, actor, query }) => {
      const { catalog } = await keeper.catalog();
      const entries = await catalogPage(keeper.store.db, kind, {
        limit: query.limit + 1,
        after: query.after === undefined ? undefined : keyAt(query.after),
        among: entriesFor(actor, catalog, kind),
      });
      const { items, next } = pageFrom(entries, ({ name }) => name, query.limit);
      return answerPage(
        c,
        list,
        items.map((entry) => entryFor(actor, entry)),
        next,
      );
    });

    mount(read, async ({ c, actor, params }) => {
      const entry = await seenEntry(parts, actor, kind, params.name);
      return answer(c, read, entryFor(actor, entry), { etag: etagOf(entry.version) });
    });

    mount(put, async ({ c, actor, params, body, query, version, onlyNew }) => {
      const options = { ...query, version, onlyNew };
      const view = await written(parts, actor, { kind, name: params.name, body }, options);
      return answer(c, put, view, { etag: etagOf(view.version) });
    });

    mount(remove, async ({ c, actor, params, query, version }) => {
      await seenEntry(parts, actor, kind, params.name);
      const outcome = await deleteEntry(keeper, actor, kind, params.name, { ...query, version });
      viewer.forget();
      return answer(c, remove, changeOf(outcome));
    });
  }

  mount(readOrganisation, async ({ c, actor }) => {
    const entry = await seenEntry(parts, actor, 'organisation', organisationName);
    return answer(c, readOrganisation, entryFor(actor, entry), { etag: etagOf(entry.version) });
  });

  mount(putOrganisation, async ({ c, actor, body, query, version, onlyNew }) => {
    const organisation = { kind: 'organisation', name: organisationName, body } as const;
    const view = await written(parts, actor, organisation, { ...query, version, onlyNew });
    return answer(c, putOrganisation, view, { etag: etagOf(view.version) });
  });
};

interface ToWrite {
  readonly kind: EntryKind;
  readonly name: string;
  readonly body: Readonly<Record<string, unknown>>;
}

async function written(
  parts: RouteParts,
  actor: Actor,
  { kind, name, body }: ToWrite,
  options: EntryOptions,
) {
  const { keeper, viewer } = parts;
  const before = await readCatalogEntry(keeper.store.db, kind, name);
  // Whoever may not see it must not learn from a refusal what is in it.
  if (before) await seenEntry(parts, actor, kind, name);
  const outcome: EntryOutcome = await putEntry(keeper, actor, kind, name, body, options);
  viewer.forget();
  const young = { kind, name, body, version: before?.version ?? 0, changedAt: await keeper.now() };
  return writtenOf(outcome.entry ?? young, outcome);
}

async function seenEntry({ keeper }: RouteParts, actor: Actor, kind: EntryKind, name: string) {
  const entry = await readCatalogEntry(keeper.store.db, kind, name);
  const { catalog } = await keeper.catalog();
  if (entry && maySeeEntry(actor, catalog, entry)) return entry;
  throw new LullError(
    'not-found',
    `There is no ${kind} "${name}", or you may not see it.`,
    'Check the name.',
  );
}
