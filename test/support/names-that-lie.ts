import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A name of the internet that means this machine, wherever it is asked for. */
export const lyingName = 'hooks.attacker.example';

/**
 * Makes a module that, imported by a process before anything else, lets `lyingName` resolve to 127.0.0.1, as
 * whoever owns the name can.
 *
 * @returns arguments of node
 */
export function namesThatLie(folder: string): readonly string[] {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, 'names.mjs');
  writeFileSync(
    file,
    `import dns from 'node:dns/promises';
import { syncBuiltinESMExports } from 'node:module';
const { lookup } = dns;
dns.lookup = async (name, options) =>
  name === '${lyingName}' ? [{ address: '127.0.0.1', family: 4 }] : lookup(name, options);
syncBuiltinESMExports();
`,
  );
  return ['--import', file];
}
