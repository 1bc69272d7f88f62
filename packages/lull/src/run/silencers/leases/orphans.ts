import type { Silencer, Silences } from '../contract.ts';

/**
 * Ends what a monitor has of this installation and that nobody wants any more: what was held by a server
 * that died before it could write that down, for work that is over.
 *
 * @returns ids of the leases that were ended
 * @throws LullError `silencer-unavailable`, `silencer-refused`
 * @example await endOrphans(silences, silencer);
 */
export async function endOrphans(silences: Silences, silencer: Silencer): Promise<readonly string[]> {
  const held = await silencer.held();
  if (held.length === 0) return [];
  const rows = await silences.store.db
    .selectFrom('run_silences')
    .select('id')
    .where(
      'id',
      'in',
      held.map(({ id }) => id),
    )
    .where('state', '<>', 'gone')
    .execute();
  const known = new Set(rows.map(({ id }) => id));
  const orphans = held.filter(({ id }) => !known.has(id));
  for (const { id, remote, until } of orphans) {
    const unknown = { downtime: '', service: '', comment: '', scope: {}, from: until };
    await silencer.release({ ...unknown, id, remote, until });
    silences.log.warn({ silencer: silencer.name, silence: id, remote }, 'a silence without work was ended');
  }
  return orphans.map(({ id }) => id);
}
