import type { Gate } from './contract.ts';
import { followWith } from './follower.ts';
import { keepsNothing } from './kept.ts';
import type { GateOptions } from './options.ts';
import { webVerify } from './verify-web.ts';

export type * from './contract.ts';
export { GateError, type GateErrorCode, gateErrorCodes } from './errors.ts';
export { type GateConfig, type GateOptions, readConfig } from './options.ts';

/**
 * Follows a service's gate with web standards alone, in memory: for Deno, Bun and others. After a restart it
 * knows what the server tells it; give it a name of its own (`instance`), or each start is another gate to
 * the server. Where nothing runs between requests, as in Cloudflare Workers, no gate can follow.
 *
 * @throws GateError `bad-config`
 * @example const gate = await followGate({ server: 'https://lull.example', service: 'shop', key, trust });
 */
export function followGate(options: GateOptions): Promise<Gate> {
  return followWith(options, {
    verify: webVerify,
    kept: keepsNothing(),
    instance: crypto.randomUUID(),
    kind: 'fetch',
    // biome-ignore lint/suspicious/noConsole: without a process there is no other place to be loud in.
    warn: (warning) => console.warn(`lull: ${options.service}: ${warning}`),
  });
}
