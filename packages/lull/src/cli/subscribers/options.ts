import { text } from 'node:stream/consumers';
import { type Command, Option } from 'commander';
import { channelName } from '../../api/contract/channels.ts';
import { type OptionalKind, optionalKind } from '../../api/contract/subscribers.ts';
import { LullError } from '../../errors.ts';
import { parseZone } from '../../time/zone.ts';
import { several } from '../options.ts';

const optionalKinds = optionalKind.options;

type ChannelName = (typeof channelName.options)[number];

/** Which subscribers are meant. */
export interface FilterFlags {
  service?: string[];
  channel?: ChannelName;
  tag?: string;
  tenant?: string;
  state?: 'pending' | 'active' | 'disabled';
  text?: string;
}

/** The options that say which subscribers are meant. */
export function filterOptions(command: Command): Command {
  return command
    .option('--service <name>', 'only who hears of it; may be given again', several)
    .addOption(channelOption('only on this channel'))
    .option('--tag <tag>', 'only with this tag')
    .option('--tenant <tenant>', 'only of this tenant')
    .addOption(new Option('--state <state>', 'only in this state').choices(['pending', 'active', 'disabled']))
    .option('--text <text>', 'only with this in the address');
}

/** What the API is asked, from the options. */
export function filterOf({ service, channel, tag, tenant, state, text }: FilterFlags) {
  return { service, channel, tag, tenant, state, text };
}

export function channelOption(description: string): Option {
  return new Option('--channel <channel>', description).choices(channelName.options);
}

/** What a subscriber hears of, and how. */
export interface ChoiceFlags {
  services?: string[];
  kinds?: string[];
  language?: string;
  zone?: string;
  tenants?: string[];
  tags?: string[];
  secret?: boolean;
}

/** The options that say what a subscriber hears of, and how. */
export function choiceOptions(command: Command): Command {
  return command
    .option('--services <names>', 'what to hear of: names with commas between, or all', several)
    .option('--kinds <kinds>', `which of these it gets: ${optionalKinds.join(', ')}; all or none`, several)
    .option('--language <tag>', 'the language of messages, such as en or de')
    .option('--zone <zone>', "the zone of times, or own for each service's own", zoneOption)
    .option('--tenants <tenants>', 'the tenants that it belongs to, * for all; none takes them away', several)
    .option('--tags <tags>', 'its tags; none takes them away', several)
    .option('--secret', 'read a webhook’s signing secret or a token of ntfy from standard input');
}

/**
 * What the API is told, from the options: only what was given.
 *
 * @throws LullError `bad-option`
 */
export async function choicesOf({ services, kinds, language, zone, tenants, tags, secret }: ChoiceFlags) {
  return {
    ...(services !== undefined && { services: oneIs(services, 'all') ? null : services }),
    ...(kinds !== undefined && { kinds: kindsOf(kinds) }),
    ...(language !== undefined && { language }),
    ...(zone !== undefined && { zone: zone === 'own' ? null : zone }),
    ...(tenants !== undefined && { tenants: oneIs(tenants, 'none') ? [] : tenants }),
    ...(tags !== undefined && { tags: oneIs(tags, 'none') ? [] : tags }),
    ...(secret && { secret: (await text(process.stdin)).trim() }),
  };
}

function zoneOption(zone: string): string {
  return zone === 'own' ? zone : parseZone(zone);
}

function kindsOf(kinds: readonly string[]): OptionalKind[] | null {
  if (oneIs(kinds, 'all')) return null;
  if (oneIs(kinds, 'none')) return [];
  const odd = kinds.find((kind) => !optionalKinds.includes(kind as OptionalKind));
  if (odd === undefined) return kinds as OptionalKind[];
  throw new LullError(
    'bad-option',
    `--kinds has no "${odd}"`,
    `Use ${optionalKinds.join(', ')}, all or none.`,
  );
}

function oneIs(given: readonly string[], word: string): boolean {
  return given.length === 1 && given[0] === word;
}
