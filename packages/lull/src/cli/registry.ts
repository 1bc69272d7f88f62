import { Command } from 'commander';

/** One line of a registry: its file is loaded when the command is called. */
export interface CommandEntry {
  readonly summary: string;
  /** @param words what follows the command's name on the line; left out, everything beneath it is loaded */
  readonly load: (words?: readonly string[]) => Promise<Command>;
  /** Whether it is meant where the group is called without a command. */
  readonly isDefault?: boolean;
  /** Whether help and reference leave it out: it is for programs. */
  readonly hidden?: boolean;
}

export type Registry = Readonly<Record<string, CommandEntry>>;

/**
 * Adds the commands of a registry to their parent. Only the one that the words call is loaded: the others
 * cost their line.
 *
 * @param words what follows the parent's name; left out, all are loaded (for the reference and completion)
 */
export async function addCommands(
  parent: Command,
  registry: Registry,
  words?: readonly string[],
): Promise<Command> {
  const called = words && calledOf(registry, words);
  for (const [name, { summary, load, isDefault = false, hidden = false }] of Object.entries(registry)) {
    if (!words || name === called) {
      const command = await load(words?.slice(1));
      parent.addCommand(inheriting(command.summary(summary), parent), { isDefault, hidden });
    } else parent.command(name, { isDefault, hidden }).description(summary);
  }
  return parent;
}

/** A group is filled before it has a parent: what it inherits goes on to all that it holds. */
function inheriting(command: Command, parent: Command): Command {
  command.copyInheritedSettings(parent);
  for (const held of command.commands) inheriting(held, command);
  return command;
}

/** A command that holds others. */
export function group(name: string, description: string, registry: Registry) {
  return (words?: readonly string[]): Promise<Command> =>
    addCommands(new Command(name).description(description), registry, words);
}

/**
 * The names of the commands that the words begin with.
 *
 * @example namesCalled(program, ['downtime', 'show', '7', '--json']) // ['downtime', 'show']
 */
export function namesCalled(program: Command, words: readonly string[]): string[] {
  const [first, ...others] = words[0] === 'help' ? words.slice(1) : words;
  const command = program.commands.find((one) => one.name() === first);
  return command ? [command.name(), ...namesCalled(command, others)] : [];
}

/** Which command of the registry the words call; `help NAME` calls it too. */
function calledOf(registry: Registry, words: readonly string[]): string | undefined {
  const first = words[0] === 'help' ? words[1] : words[0];
  if (first !== undefined && Object.hasOwn(registry, first)) return first;
  return Object.keys(registry).find((name) => registry[name]!.isDefault);
}
