import { writeAudit } from '../../access/audit.ts';
import { writeBackup } from '../../store/backup.ts';
import { backup, readContract } from '../contract/operate.ts';
import type { Routes } from '../parts.ts';

/** For those who run the server. */
export const operateRoutes: Routes = (mount, { keeper, access }) => {
  let description: string | null = null;
  mount(readContract, async ({ c }) => {
    // What makes the description is needed once at most: it is not loaded at every start.
    const { openapiDocument } = await import('../openapi.ts');
    description ??= JSON.stringify(openapiDocument());
    return c.body(description, 200, { 'content-type': 'application/json' });
  });

  mount(backup, async ({ c, actor }) => {
    await access.change((trx, now) =>
      writeAudit(trx, actor, { action: 'backup.read', subject: 'backup' }, now),
    );
    const name = `lull-${new Date(await keeper.store.now()).toISOString().slice(0, 10)}.ndjson`;
    return c.body(ReadableStream.from(writeBackup(keeper.store)) as ReadableStream<Uint8Array>, 200, {
      'content-type': 'application/x-ndjson',
      'content-disposition': `attachment; filename="${name}"`,
    });
  });
};
