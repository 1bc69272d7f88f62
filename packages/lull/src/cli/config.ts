import { existsSync } from 'node:fs';
import { dirname, isAbsolute, resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { type Catalog, loadCatalog, type Service } from '../catalog/load.ts';
import { LullError } from '../errors.ts';
import { calendarOf } from '../plan/calendar.ts';
import type { CalendarOver } from '../plan/may.ts';
import { leastRiskOf, type Mode } from '../plan/rules.ts';
import type { ReadOptions, Warning } from '../traffic/reading.ts';

const defaultFile = 'lull.yaml';

/** The options that say which rules hold. */
export interface ConfigFlags {
  config?: string;
  service?: string;
}

/** What lull.yaml says, where there is one, and the service that is meant. */
export interface OpenConfig {
  /** Path of the file. */
  readonly file: string | null;
  readonly catalog: Catalog | null;
  readonly service: Service | null;
  readonly warnings: readonly Warning[];
}

/** Adds the options that say which rules hold. */
export function configOptions(command: Command): Command {
  return command
    .option('--config <file>', `services, windows and freezes (default: ${defaultFile}, if it is there)`)
    .option('--service <name>', "the service in that file that is meant (default: the file's only one)");
}

/** --mode, by which the windows and freezes that count are chosen. */
export function modeOption(): Option {
  return new Option('--mode <mode>', 'in what way the service is taken down')
    .choices(Object.keys(leastRiskOf))
    .default('full' satisfies Mode);
}

/**
 * Reads the file that --config names, or lull.yaml where it is.
 *
 * @throws LullError `config-not-found`, `bad-config`, `unknown-service`
 */
export async function openConfig(flags: ConfigFlags & { required?: boolean }): Promise<OpenConfig> {
  if (!flags.config && !flags.required && !flags.service && !existsSync(defaultFile)) {
    return { file: null, catalog: null, service: null, warnings: [] };
  }
  const file = flags.config ?? defaultFile;
  const catalog = await loadCatalog(file);
  const { service, warnings } = serviceMeant(catalog, flags.service, file);
  return { file, catalog, service, warnings };
}

function serviceMeant(
  catalog: Catalog,
  name: string | undefined,
  file: string,
): Pick<OpenConfig, 'service' | 'warnings'> {
  const names = [...catalog.services.keys()];
  if (name !== undefined) {
    const service = catalog.services.get(name);
    if (service) return { service, warnings: [] };
    const known = names.length > 0 ? `It has ${names.join(', ')}.` : 'It has none.';
    throw new LullError('unknown-service', `${file} has no service "${name}"`, known);
  }
  if (names.length <= 1) return { service: catalog.services.get(names[0]!) ?? null, warnings: [] };
  const message = `${file} has several services: all its windows and freezes count; name one with --service`;
  return { service: null, warnings: [{ code: 'no-service', message }] };
}

/** The windows and freezes that hold: those of the service, or all of the file; none without a file. */
export function calendarFor({ catalog, service }: OpenConfig): CalendarOver {
  return catalog ? calendarOf(catalog, service) : () => ({ windows: null, freezes: [] });
}

/** Where the service's traffic is read, files as seen from lull.yaml's own folder. */
export function trafficOf({
  file,
  service,
}: OpenConfig): { locations: string[] } & Pick<ReadOptions, 'format' | 'series'> {
  const entries = service?.traffic ?? [];
  const [first] = entries;
  return {
    locations: entries.map(({ source }) => (isLocal(source) ? resolve(dirname(file!), source) : source)),
    format: entries.every(({ format }) => format === first?.format) ? first?.format : undefined,
    series: entries.every(({ series }) => series === first?.series) ? first?.series : undefined,
  };
}

function isLocal(source: string): boolean {
  return source !== '-' && !/^[a-z][a-z+]*:/i.test(source) && !isAbsolute(source);
}
