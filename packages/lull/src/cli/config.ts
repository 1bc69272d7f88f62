import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { gatesAsTraffic } from '../catalog/gates.ts';
import { type Catalog, loadCatalog, type Service, type TrafficEntry } from '../catalog/load.ts';
import { serviceNamed } from '../catalog/occurrences.ts';
import { LullError } from '../errors.ts';
import { calendarOf } from '../plan/calendar.ts';
import type { CalendarOver } from '../plan/may.ts';
import { leastRiskOf, type Mode } from '../plan/rules.ts';
import type { ReadOptions } from '../traffic/reading.ts';
import { isAddress } from '../traffic/sources/registry.ts';

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
    return { file: null, catalog: null, service: null };
  }
  const file = flags.config ?? defaultFile;
  const catalog = await loadCatalog(file);
  return { file, catalog, service: serviceMeant(catalog, flags.service) };
}

function serviceMeant(catalog: Catalog, name: string | undefined): Service | null {
  if (name !== undefined) return serviceNamed(catalog, name);
  const [only, ...others] = catalog.services.values();
  return others.length === 0 ? (only ?? null) : null;
}

/**
 * The service that is meant, where rules are asked for: each service has its own.
 *
 * @throws LullError `unknown-service` when there are several and none was named
 */
export function oneService({ file, catalog, service }: OpenConfig): Service | null {
  if (service || !catalog || catalog.services.size === 0) return service;
  const names = [...catalog.services.keys()].join(', ');
  throw new LullError(
    'unknown-service',
    `${file} has several services, and none was named`,
    `Add --service: ${names}.`,
  );
}

/**
 * The windows and freezes that hold for the service, or all of a file without services; none without a file.
 *
 * @throws LullError `unknown-service` when several are in the file and none was named
 */
export function calendarFor(config: OpenConfig): CalendarOver {
  const service = oneService(config);
  return config.catalog
    ? calendarOf(config.catalog, service)
    : () => ({ windows: null, freezes: [], taken: [] });
}

/** Sources that are read with the same options. */
export interface TrafficGroup extends Pick<ReadOptions, 'format' | 'series'> {
  readonly locations: readonly string[];
}

/**
 * Where the service's traffic is read, files as seen from lull.yaml's own folder.
 *
 * @throws LullError `no-server` where its gates count it
 */
export function trafficOf({ file, service }: OpenConfig): TrafficGroup[] {
  if (service?.traffic.some(({ source }) => source === gatesAsTraffic)) throw countedElsewhere(service);
  const key = ({ format, series }: TrafficEntry): string => JSON.stringify([format, series]);
  return [...Map.groupBy(service?.traffic ?? [], key).values()].map((entries) => ({
    locations: entries.map(({ source }) => (isLocal(source) ? resolve(dirname(file!), source) : source)),
    format: entries[0]!.format,
    series: entries[0]!.series,
  }));
}

function countedElsewhere({ name }: Service): LullError {
  return new LullError(
    'no-server',
    `The traffic of ${name} is what its gates count ("gates"), and only their server knows that`,
    `Ask it: lull plan --server URL --service ${name}. Or name other traffic with --traffic.`,
  );
}

function isLocal(source: string): boolean {
  return source !== '-' && !isAddress(source);
}
