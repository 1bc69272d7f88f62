import { LullError } from '../../../errors.ts';
import { type ChannelName, type Channels, channelNames, type Target } from '../../channels/contract.ts';
import type { OptionalKind } from '../../contract.ts';
import type { Sealed } from '../../tokens.ts';
import { readChoices } from '../choices.ts';
import { readLabels } from '../labels.ts';
import { addressKey, type Choices } from '../rows.ts';
import { itemsIn, plain } from './cells.ts';
import { NONE, type ReadColumn } from './columns.ts';

/** A line that can be imported. */
export interface ImportLine {
  readonly line: number;
  readonly channel: ChannelName;
  readonly target: Target;
  readonly key: string;
  readonly choices: Choices;
  /** Null where the file doesn't have the column. */
  readonly tenants: readonly string[] | null;
  readonly tags: readonly string[] | null;
}

/** What lines are read with. */
export interface LineReading {
  readonly sealed: Sealed;
  readonly channels: Channels;
  /** The services that there are. */
  readonly known: { has(name: string): boolean; keys(): Iterable<string> };
  /** That of lines that say none. */
  readonly language: string;
  /** Whether the importer looks after subscribers of these services; null for all. */
  readonly isMine: (services: readonly string[] | null) => boolean;
}

/**
 * Reads a line of an import.
 *
 * @param cells by column; a column that the file doesn't have is not among them
 * @throws LullError with what is wrong with it
 */
export function readLine(
  line: number,
  cells: ReadonlyMap<ReadColumn, string>,
  { sealed, channels, known, language, isMine }: LineReading,
): ImportLine {
  const cell = (column: ReadColumn): string => plain(cells.get(column) ?? '');
  const channel = channelIn(cell('channel'));
  const state = cell('state');
  if (state !== '' && state !== 'active') throw bad(`it is ${state}, and only what is active is imported`);
  const address = cell('address');
  if (address === '') throw bad('it has no address; exports leave out those that are secrets');
  const target = channels.all[channel].read({ address, isTrusted: false });
  const services = itemsIn(cell('services'));
  const isAll = services.length === 0 || (services.length === 1 && services[0] === '*');
  const choices = readChoices(
    {
      language: cell('language') || language,
      zone: cell('zone') || null,
      services: isAll ? null : services,
      kinds: kindsIn(cell('kinds')),
    },
    known,
  );
  if (!isMine(choices.services)) throw bad('it is not yours to add: name services that you configure');
  const labels = readLabels({ tenants: itemsIn(cell('tenants')), tags: itemsIn(cell('tags')) });
  return {
    line,
    channel,
    target,
    key: addressKey(sealed, channel, target.address),
    choices,
    tenants: cells.has('tenants') ? labels.tenants : null,
    tags: cells.has('tags') ? labels.tags : null,
  };
}

function channelIn(cell: string): ChannelName {
  const channel = (cell || 'mail').toLowerCase() as ChannelName;
  if (!channelNames.includes(channel)) throw bad(`"${cell}" is no channel; use ${channelNames.join(', ')}`);
  // Its secret is made with it and told once: a file has nobody to tell it to.
  if (channel === 'webhook')
    throw bad('webhooks are added one by one, so that somebody is told their secret');
  return channel;
}

function kindsIn(cell: string): readonly OptionalKind[] | null {
  const kinds = itemsIn(cell);
  if (kinds.length === 0) return null;
  return kinds.length === 1 && kinds[0] === NONE ? [] : (kinds as OptionalKind[]);
}

function bad(what: string): LullError {
  return new LullError('bad-import', what, '');
}
