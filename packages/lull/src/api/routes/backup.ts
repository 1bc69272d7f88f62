import { writeAudit } from '../../access/audit.ts';
import { writeBackup } from '../../store/backup.ts';
import { formatInstant } from '../../time/instant.ts';
import { backup } from '../contract/operate.ts';
import type { Routes } from '../parts.ts';

/** A backup, as it is read. */
export const backupRoutes: Routes = (mount, { keeper, access }) => {
  mount(backup, async ({ c, actor }) => {
    const at = await access.change(async (trx, now) => {
      await writeAudit(trx, actor, { action: 'backup.read', subject: 'backup' }, now);
      return formatInstant(now);
    });
    return c.body(ReadableStream.from(writeBackup(keeper.store)), 200, {
      'content-type': 'application/x-ndjson',
      'content-disposition': `attachment; filename="lull-${at.slice(0, 10)}.ndjson"`,
    });
  });
};
