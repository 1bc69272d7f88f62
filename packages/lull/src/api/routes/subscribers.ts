import { writeAudit } from '../../access/audit.ts';
import { addSubscriber as add } from '../../announce/audience/add.ts';
import { exportSubscribers as exported } from '../../announce/audience/export.ts';
import { importSubscribers as imported } from '../../announce/audience/import.ts';
import { countSubscribers as counted, listSubscribers as listed } from '../../announce/audience/list.ts';
import { eraseAddress, removeSubscriber as remove } from '../../announce/audience/remove.ts';
import { setSubscriber as set } from '../../announce/audience/set.ts';
import { answer, answerPage } from '../answer.ts';
import {
  addSubscriber,
  countSubscribers,
  eraseSubscriber,
  exportSubscribers,
  importSubscribers,
  listSubscribers,
  removeSubscriber,
  setSubscriber,
} from '../contract/subscribers.ts';
import type { Routes } from '../parts.ts';
import { subscriberFor } from '../views/subscriber.ts';

/** Who hears of downtimes. Addresses are personal data: all of it is for those who may configure. */
export const subscriberRoutes: Routes = (mount, { announce }) => {
  const { store } = announce;

  mount(listSubscribers, async ({ c, actor, query: { limit, after, ...filter } }) => {
    const { items, next } = await listed(store.db, actor, filter, { limit, after });
    return answerPage(c, listSubscribers, items.map(subscriberFor), next);
  });

  mount(countSubscribers, async ({ c, actor, query }) =>
    answer(c, countSubscribers, { items: [...(await counted(store.db, actor, query))] }),
  );

  mount(addSubscriber, async ({ c, actor, query: { dryRun = false }, body: { why, ...given } }) => {
    const { subscriber, secret } = await add(announce, actor, given, { dryRun, why });
    const view = { subscriber: subscriberFor(subscriber), secret: dryRun ? null : secret, dryRun };
    return dryRun ? c.json(view, 200) : answer(c, addSubscriber, view);
  });

  mount(eraseSubscriber, async ({ c, actor, query: { dryRun = false }, body: { why, ...given } }) => {
    const id = await eraseAddress(announce, actor, given, { dryRun, why });
    return answer(c, eraseSubscriber, { id, dryRun });
  });

  mount(importSubscribers, async ({ c, actor, query: { dryRun = false, ...query }, body }) => {
    const { bad, ...counts } = await imported(announce, actor, body, { ...query, dryRun });
    return answer(c, importSubscribers, { ...counts, bad: [...bad], dryRun });
  });

  mount(exportSubscribers, async ({ c, actor, query }) => {
    await store.transaction(async (trx) => {
      const entry = { action: 'subscriber.export', subject: 'subscribers', services: query.service ?? [] };
      await writeAudit(trx, actor, entry, await announce.now(trx));
    });
    const text = ReadableStream.from(exported(store.db, actor, query));
    return c.body(text.pipeThrough(new TextEncoderStream()), 200, {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': 'attachment; filename="subscribers.csv"',
    });
  });

  mount(setSubscriber, async ({ c, actor, params: { id }, query: { dryRun = false }, body }) => {
    const { why, ...changes } = body;
    const subscriber = await set(announce, actor, id, changes, { dryRun, why });
    return answer(c, setSubscriber, { subscriber: subscriberFor(subscriber), dryRun });
  });

  mount(removeSubscriber, async ({ c, actor, params: { id }, query: { why, dryRun } }) => {
    await remove(announce, actor, id, { dryRun, why });
    return answer(c, removeSubscriber, null);
  });
};
