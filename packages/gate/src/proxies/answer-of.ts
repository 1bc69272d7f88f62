import { join } from 'node:path';
import { ask } from './ask.ts';
import { names } from './folder.ts';
import type { ProxyStatus } from './run.ts';

/**
 * How the gate stands that runs beside a proxy; null where none does.
 *
 * @param folder the proxy's
 * @example (await answerOf('/var/lib/lull-gate/shop'))?.state.state // 'closed'
 */
export async function answerOf(folder: string): Promise<ProxyStatus | null> {
  try {
    const address = `unix:${join(folder, names.socket)}:/status`;
    const { status, body } = await ask(address, { headers: { 'lull-ask': 'status' } });
    return status === 200 ? (JSON.parse(body) as ProxyStatus) : null;
  } catch {
    return null;
  }
}
