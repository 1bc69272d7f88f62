import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { type ConfigDocument, type DocumentKind, readDocument } from '../../../catalog/document.ts';
import { name as nameField } from '../../../catalog/fields.ts';
import { fieldsIn, inOurWords, mistakesOf } from '../../../catalog/issues.ts';
import { badConfig, type Mistake, nearest, shown } from '../../../catalog/mistakes.ts';
import { LullError } from '../../../errors.ts';
import type { SecretSource } from '../../steps/contract.ts';
import { silencerKinds } from '../contract.ts';
import { kinds, type SilencerSettings } from '../registry.ts';
import { isExposed, isThere } from './credentials.ts';

/** The monitors of this server, by name, and what is to be warned of. */
export interface LoadedSilencers {
  readonly silencers: ReadonlyMap<string, SilencerSettings>;
  readonly warnings: readonly string[];
}

const none: LoadedSilencers = { silencers: new Map(), warnings: [] };

/**
 * Reads the monitors that the environment names. Secrets stand elsewhere and must be there.
 *
 * @throws LullError `bad-setting` where the file can't be read; `bad-config` with every mistake and its line
 * @example (await loadSilencers(process.env)).silencers.get('alerts')?.kind // 'alertmanager'
 */
export async function loadSilencers(env: NodeJS.ProcessEnv): Promise<LoadedSilencers> {
  const file = env.LULL_SILENCERS?.trim();
  if (!file) return none;
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    const what = `LULL_SILENCERS: ${file} cannot be read (${error.code})`;
    const todo = 'Name a file that the server may read.';
    throw new LullError('bad-setting', what, todo, { setting: 'LULL_SILENCERS' });
  });
  const { silencers, document } = readSilencers(text, file);
  const mistakes: Mistake[] = [];
  const exposed = [file];
  const warnings: string[] = [];
  for (const [name, settings] of silencers) {
    if (isUnencrypted(settings))
      warnings.push(`${name} is sent its password or token unencrypted: use https`);
    for (const [field, source] of secretsIn(settings)) {
      const wrong = await isThere(env, source);
      if (wrong !== null) mistakes.push(document.mistakeAt(['silencers', name, field], wrong));
      if ('file' in source) exposed.push(source.file);
    }
  }
  if (mistakes.length > 0) throw badConfig(file, mistakes);
  for (const each of new Set(exposed)) {
    if (await isExposed(each)) warnings.push(`${each} may be read by others on this machine`);
  }
  return { silencers, warnings };
}

const documentKind: DocumentKind = {
  mostBytes: 256 * 1024,
  mostMarks: 10_000,
  smaller: 'it names monitors, and is small',
  isPlain: true,
  code: 'bad-config',
};

const whole = z.strictObject({
  silencers: z.record(nameField, z.looseObject({ kind: z.unknown().optional() }), {
    error: 'is no block of monitors; write for example alerts: { kind: alertmanager, url: http://… }',
  }),
});

/**
 * Reads a text that names monitors.
 *
 * @throws LullError `bad-config` with every mistake and its line
 * @example readSilencers('silencers: { a: { kind: alertmanager, url: "http://a" } }', 'f').silencers.size // 1
 */
export function readSilencers(
  text: string,
  file: string,
): { readonly silencers: ReadonlyMap<string, SilencerSettings>; readonly document: ConfigDocument } {
  const document = readDocument(text, file, documentKind);
  const parsed = whole.safeParse(document.value, { reportInput: true, error: inOurWords });
  const issues = parsed.error?.issues ?? [];
  const mistakes = issues.flatMap((issue) =>
    mistakesOf(issue, [], document.mistakeAt, (path) => (path.length === 0 ? ['silencers'] : [])),
  );
  const silencers = new Map<string, SilencerSettings>();
  for (const [name, written] of Object.entries(parsed.data?.silencers ?? {})) {
    const at = ['silencers', name];
    const kind = silencerKinds.find((one) => one === written.kind);
    if (kind === undefined) {
      const near = nearest(String(written.kind), silencerKinds);
      const what = written.kind === undefined ? 'is missing' : `${shown(written.kind)} is none`;
      mistakes.push(
        document.mistakeAt([...at, 'kind'], `${what}; the kinds are ${silencerKinds.join(', ')}`, near),
      );
      continue;
    }
    const { settings } = kinds[kind];
    const read = settings.safeParse(written, { reportInput: true, error: inOurWords });
    if (read.success) silencers.set(name, read.data);
    const fieldsAt = fieldsIn(() => z.toJSONSchema(settings, { io: 'input' }));
    for (const issue of read.error?.issues ?? []) {
      mistakes.push(...mistakesOf(issue, at, document.mistakeAt, (path) => fieldsAt(path.slice(at.length))));
    }
  }
  if (mistakes.length > 0) throw badConfig(file, mistakes);
  return { silencers, document };
}

/** Whether somebody on the way could read what lets us in; a webhook's secret only signs. */
function isUnencrypted(settings: SilencerSettings): boolean {
  const { protocol, hostname } = new URL(settings.url);
  const isHere = hostname === 'localhost' || hostname === '[::1]' || hostname.startsWith('127.');
  const sent = secretsIn(settings).some(([field]) => field !== 'secret');
  return protocol === 'http:' && !isHere && sent;
}

function secretsIn(settings: SilencerSettings): [field: string, source: SecretSource][] {
  const { password, token, secret } = settings as Partial<
    Record<'password' | 'token' | 'secret', SecretSource>
  >;
  const given = Object.entries({ password, token, secret });
  return given.filter((one): one is [string, SecretSource] => one[1] != null);
}
