import { PLACE } from '../../proxies/at.ts';
import { type ConfigPart, type ProxyKind, proxyKinds } from '../../proxies/contract.ts';
import { proxyTypes } from '../../proxies/registry.ts';
import { type Command, exitCodes, type Given, proxyFolder, usage } from '../options.ts';
import { configOf } from '../settings.ts';

export const printConfig: Command = {
  names: ['print-config'],
  takes:
    'nginx|nginx-lua|haproxy|caddy --config FILE|--service NAME [--part NAME] [--folder DIR] [--control ADDRESS] [--health PATH]... [--allow CIDR]... [--at PLACE]... [--not-at PLACE]... [--internal PATH|none]... [--count]',
  does: "Prints what the proxy's configuration needs, once; --part prints what belongs into one place.",
  run: async (_, given, talk) => {
    const [name] = given.positionals;
    const kind = proxyKinds.find((one) => one === name);
    if (kind === undefined) throw usage(`"${name ?? ''}" is no proxy: ${proxyKinds.join(', ')}.`);
    const parts = configFor(kind, given.service ?? (await configOf(given)).service, given);
    if (given.part === undefined) {
      const all = parts.map(({ name: part, where, text }) => `# ---- ${part}: ${where}.\n${text}`);
      talk.out(all.join('\n'));
      return exitCodes.ok;
    }
    const part = parts.find(({ name: one }) => one === given.part);
    if (part === undefined) throw usage(`${kind} has the parts ${parts.map((one) => one.name).join(', ')}.`);
    talk.out(`# lull-gate print-config ${kind} --part ${part.name}: ${part.where}.\n${part.text}`);
    return exitCodes.ok;
  },
};

function configFor(kind: ProxyKind, service: string, given: Given): readonly ConfigPart[] {
  const { health = [], allow = [], at = [], 'not-at': notAt = [], internal = [] } = given;
  const { count: isCounted = false } = given;
  if (isCounted && kind !== 'nginx') throw usage('--count is for nginx without Lua.');
  // All of it is written into a configuration as it is.
  const folder = fitting('--folder', proxyFolder(service, given), /^\/[\w./-]+$/);
  const control = given.control ?? proxyTypes[kind].control;
  if (control !== null) fitting('--control', control, /^[\w./:[\]-]+$/);
  for (const path of health) fitting('--health', path, /^\/[\w./~-]*$/);
  const hidden = hiddenIn(kind, internal);
  for (const network of allow) fitting('--allow', network, /^[\da-fA-F.:]+(\/\d{1,3})?$/);
  fitting('the service', service, /^\P{Cc}+$/u);
  for (const place of at) fitting('--at', place, PLACE);
  for (const place of notAt) fitting('--not-at', place, PLACE);
  return proxyTypes[kind].config({
    service,
    folder,
    control,
    health,
    allow,
    at,
    notAt,
    internal: hidden,
    isCounted,
  });
}

/**
 * What nginx opens to nobody would be open to those whom it asks about: it has to be said, if only that there
 * is none.
 */
function hiddenIn(kind: ProxyKind, internal: readonly string[]): readonly string[] {
  if (kind !== 'nginx') {
    if (internal.length > 0) throw usage('--internal is for nginx without Lua.');
    return [];
  }
  if (internal.length === 0) {
    throw usage(
      'Which locations of this server are internal? Say each, --internal /PATH, or --internal none.',
    );
  }
  const paths = internal.filter((path) => path !== 'none');
  for (const path of paths) fitting('--internal', path, /^\/[\w./~-]*$/);
  return paths;
}

function fitting(what: string, text: string, form: RegExp): string {
  if (form.test(text)) return text;
  throw usage(`${what} "${text}" holds what a configuration takes for something else.`);
}
