import type { Announce } from '../../../src/announce/contract.ts';
import type { Store } from '../../../src/store/contract.ts';

/** A catalog whose services differ in who may know of them and who is told. */
export const services = `
organisation: { name: Example }
services:
  shop: { zone: UTC, public: true, title: The shop }
  blog: { zone: UTC, public: true }
  bank: { zone: UTC }
  quiet: { zone: UTC, public: true, announce: { tell: [{ at: P1D, to: [vip] }, return] } }
`;

/** Everything that people get: who, what, of which revision, and what became of it where it isn't sent. */
export async function toldTo({ db }: Store, downtime?: string): Promise<string[]> {
  const rows = await db
    .selectFrom('announce_notices')
    .innerJoin('announce_subscribers', 'announce_subscribers.id', 'announce_notices.recipient')
    .select(['shown', 'kind', 'announce_notices.state', 'revision'])
    .$if(downtime !== undefined, (query) => query.where('downtime', '=', downtime!))
    .orderBy('announce_notices.id')
    .execute();
  return rows
    .map(({ shown, kind, state, revision }) => {
      const name = shown.split('@')[0]!;
      return `${name} ${kind} ${revision}${state === 'sent' ? '' : ` ${state}`}`;
    })
    .sort();
}

/** Marks what waits as sent, as delivery does; all of it, or what these recipients get. */
export async function sent({ db }: Store, ...names: string[]): Promise<void> {
  const rows = await db.selectFrom('announce_subscribers').select(['id', 'shown']).execute();
  const ids = rows.filter(({ shown }) => names.length === 0 || names.includes(shown.split('@')[0]!));
  await db
    .updateTable('announce_notices')
    .set({ state: 'sent', sent_at: new Date(0) })
    .where('state', '=', 'queued')
    .where('recipient', 'in', ['', ...ids.map(({ id }) => id)])
    .execute();
}

/** What is new since the last time that this was asked, after which it counts as sent. */
export function newsOf({ store }: Pick<Announce, 'store'>): () => Promise<string[]> {
  const seen = new Map<string, number>();
  return async () => {
    await sent(store);
    const fresh: string[] = [];
    const counts = new Map<string, number>();
    for (const line of await toldTo(store)) {
      const count = (counts.get(line) ?? 0) + 1;
      counts.set(line, count);
      if (count > (seen.get(line) ?? 0)) fresh.push(line);
    }
    for (const [line, count] of counts) seen.set(line, count);
    return fresh;
  };
}
