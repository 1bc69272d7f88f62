import type { Command, Option } from 'commander';
import { oneLine } from '../../printable.ts';
import { type Nameable, namesOf } from './names.ts';

/** A value that may come next, and what it is. */
export type Candidate = readonly [value: string, what: string];

/** Of which things an option's value is a name. */
const namedByOption: Readonly<Record<string, Nameable>> = {
  '--service': 'services',
  '--draft': 'downtimes',
  '--server': 'servers',
};

/**
 * What may follow the words: a command, an option, a value of an option, or a name that the server knows.
 *
 * @param before the words after `lull` that are written already
 */
export async function candidatesFor(program: Command, before: readonly string[]): Promise<Candidate[]> {
  const { command, rest } = calledBy(program, before);
  const awaiting = optionAwaiting(command, rest);
  if (awaiting) return valuesOf(awaiting);
  const options = command.options
    .filter(({ hidden }) => !hidden)
    .map(({ long, description }): Candidate => [long!, oneLine(description)]);
  const beneath = command.commands.filter((one) => !isHidden(command, one));
  if (beneath.length > 0 && rest.length === 0) {
    return [
      ...beneath.map((one): Candidate => [one.name(), oneLine(one.summary() || one.description())]),
      ...options,
    ];
  }
  return [...(await valuesOfArgument(command, rest)), ...options];
}

/** The command that the words call, and the words that are left to it. */
function calledBy(command: Command, words: readonly string[]): { command: Command; rest: readonly string[] } {
  const [first, ...others] = words;
  const beneath = command.commands.find((one) => one.name() === first);
  return beneath ? calledBy(beneath, others) : { command, rest: words };
}

/** The option whose value is being written. */
function optionAwaiting(command: Command, rest: readonly string[]): Option | undefined {
  const option = optionNamed(command, rest.at(-1));
  return option && takesValue(option) ? option : undefined;
}

function optionNamed(command: Command, word: string | undefined): Option | undefined {
  return word === undefined
    ? undefined
    : command.options.find(({ long, short }) => word === long || word === short);
}

const takesValue = (option: Option): boolean => option.required || option.optional;

async function valuesOf(option: Option): Promise<Candidate[]> {
  if (option.argChoices) return option.argChoices.map((choice) => [choice, '']);
  const nameable = namedByOption[option.long ?? ''];
  return nameable ? namesOf(nameable) : [];
}

/** The names that an argument may have, by what it is called and the command that it stands in. */
async function valuesOfArgument(command: Command, rest: readonly string[]): Promise<Candidate[]> {
  const given = positional(command, rest);
  const argument = command.registeredArguments[given] ?? command.registeredArguments.at(-1);
  if (!argument || (given >= command.registeredArguments.length && !argument.variadic)) return [];
  if (argument.argChoices) return argument.argChoices.map((choice) => [choice, '']);
  const name = argument.name();
  const group = command.parent?.name();
  if (name === 'service' || name === 'services') return namesOf('services');
  if (name === 'downtime' || (name === 'id' && group === 'downtime')) return namesOf('downtimes');
  if (name === 'id' && group === 'series') return namesOf('series');
  const entries = ['services', 'windows', 'freezes', 'teams'] as const;
  const kind = entries.find((one) => one === group);
  return name === 'name' && kind ? namesOf(kind) : [];
}

/** How many arguments are written already. */
function positional(command: Command, words: readonly string[]): number {
  const values = new Set<number>();
  return words.filter((word, i) => {
    const option = optionNamed(command, word);
    if (option && takesValue(option)) values.add(i + 1);
    return !option && !values.has(i) && !word.startsWith('-');
  }).length;
}

function isHidden(group: Command, command: Command): boolean {
  return !group.createHelp().visibleCommands(group).includes(command);
}
