import { readFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import type { Gate } from './contract.ts';
import { keepsOnDisk } from './disk.ts';
import { GateError } from './errors.ts';
import { followWith } from './follower.ts';
import { keepsNothing } from './kept.ts';
import { type GateConfig, type GateOptions, readConfig } from './options.ts';
import { nodeVerify } from './verify.ts';

export type {
  Confirmation,
  Confirmed,
  Counts,
  Gate,
  GateStatus,
  MinuteCounts,
  Override,
  SignedTime,
  WhenUnknown,
} from './contract.ts';
export { writeOverride } from './disk.ts';
export { GateError, type GateErrorCode, gateErrorCodes } from './errors.ts';
export { type GateConfig, type GateOptions, readConfig } from './options.ts';
export { nodeVerify } from './verify.ts';
export { version } from './version.ts';
export { type WarningCode, warningCodes } from './warnings.ts';

/**
 * Follows a service's gate on Node: kept on the disk where there is a folder. It resolves as soon as the gate
 * knows what to do, within 5 s whatever the server does, and follows until it is closed.
 *
 * @throws GateError `bad-config`, `foreign-folder`
 * @example
 * const gate = await followGate(await readConfigFile('/etc/lull/shop.json'));
 * gate.state().state // 'open'
 */
export function followGate(options: GateOptions): Promise<Gate> {
  const { folder, service } = options;
  return followWith(options, {
    verify: nodeVerify(),
    kept: folder === undefined ? keepsNothing() : keepsOnDisk(folder, service),
    instance: instanceName(),
    kind: 'node',
    warn: (warning) => process.emitWarning(`${service}: ${warning}`, 'LullGate'),
  });
}

/**
 * Reads what `lull gates add SERVICE` wrote.
 *
 * @throws GateError `bad-config`
 * @example await readConfigFile('/etc/lull/shop.json')
 */
export async function readConfigFile(path: string): Promise<GateConfig> {
  const text = await readFile(path, 'utf8').catch((error: Error) => {
    throw unreadable(path, error.message, { cause: error });
  });
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // What the parser says quotes what it found, and that may be the key.
    throw unreadable(path, 'it is no JSON');
  }
  return readConfig(value);
}

function unreadable(path: string, why: string, options?: ErrorOptions): GateError {
  const todo = 'Make it with `lull gates add SERVICE`.';
  return new GateError('bad-config', `${path} cannot be read: ${why}.`, todo, options);
}

/** Workers of one machine are gates of their own: each counts what is in flight in it. */
function instanceName(): string {
  const worker = process.env.NODE_UNIQUE_ID ?? process.env.NODE_APP_INSTANCE;
  return worker === undefined ? hostname() : `${hostname()}-${worker}`;
}
