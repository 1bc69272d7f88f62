import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type GateConfig, readConfigFile } from '../follow/index.ts';
import { type ProxyKind, type ProxySettings, proxyKinds } from '../proxies/contract.ts';
import { CUT } from '../proxies/cut.ts';
import { proxyTypes } from '../proxies/registry.ts';
import { type Given, proxyFolder, stateFolder, usage } from './options.ts';

/** Where the settings of a proxy are kept, in the gate's own folder. */
export const SETTINGS = 'proxy.json';

/**
 * The enrolment that `--config` names.
 *
 * @throws ProxyError `usage`
 * @throws GateError `bad-config`
 */
export async function configOf({ config }: Given): Promise<GateConfig> {
  if (config === undefined) throw usage('--config FILE is missing: what `lull gates add SERVICE` printed.');
  return readConfigFile(config);
}

/** How a proxy is reached, as the command line says. */
export function settingsOf(kind: ProxyKind, service: string, given: Given): ProxySettings {
  return {
    kind,
    service,
    folder: proxyFolder(service, given),
    control: given.control ?? proxyTypes[kind].control,
    check: given.check ?? null,
    host: given.host ?? null,
    backends: given.backend ?? [],
    cut: cutOf(kind, given),
    isCountedBehind: given['no-count'] ?? false,
  };
}

function cutOf(kind: ProxyKind, { cut = [] }: Given): readonly string[] {
  if (kind === 'haproxy' && cut.length > 0) throw usage('HAProxy ends what is left itself: leave out --cut.');
  const wrong = cut.find((address) => !CUT.test(address));
  if (wrong !== undefined) throw usage(`--cut takes an address as 127.0.0.1:3000, not "${wrong}".`);
  return cut;
}

/** How the proxy was reached when the gate ran last; null where it never ran. */
export async function keptSettings(config: GateConfig, given: Given): Promise<ProxySettings | null> {
  const path = join(stateFolder(config, given), SETTINGS);
  const text = await readFile(path, 'utf8').catch(() => null);
  if (text === null) return null;
  try {
    const kept = JSON.parse(text) as ProxySettings;
    return proxyKinds.includes(kept.kind) ? kept : null;
  } catch {
    return null;
  }
}
