import { join } from 'node:path';
import { lullGate, type Running } from '../../proxies/lull-gate.ts';
import { startProxy } from '../../proxies/proxies.ts';
import type { Door } from './contract.ts';

/** A proxy before the shop, with a `lull-gate` beside it. */
export interface GatedProxy extends Door {
  /** Where `lull-gate` reads what it is enrolled with. */
  readonly config: string;
  /** Starts `lull-gate`, once it is enrolled. */
  run(): void;
  stop(): Promise<void>;
}

/** Starts the proxy. */
export async function startGatedProxy(kind: Door['kind'], shopPort: number): Promise<GatedProxy> {
  const { url, settings, stop } = await startProxy(kind, shopPort);
  const { folder, control, check } = settings;
  const config = join(folder, '../gate.json');
  let running: Running | null = null;
  return {
    kind,
    url,
    config,
    run() {
      const shared = ['--config', config, '--folder', folder];
      running = lullGate(kind, ...shared, '--control', control!, '--check', check!);
    },
    async stop() {
      await running?.stop('SIGKILL');
      await stop();
    },
  };
}
