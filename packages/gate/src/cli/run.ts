import { parseArgs } from 'node:util';
import { GateError } from '../follow/errors.ts';
import { version } from '../follow/version.ts';
import { ProxyError } from '../proxies/errors.ts';
import { commands } from './commands.ts';
import { exitCodes, type Given, options, type Talk, usage } from './options.ts';

/**
 * Runs one command line.
 *
 * @param words without the program's own name
 * @returns what the process ends with; see `exitCodes`
 * @example await run(['status', '--config', '/etc/lull/shop.json', '--json'], talk)
 */
export async function run(words: readonly string[], talk: Talk): Promise<number> {
  const isJson = words.includes('--json');
  try {
    const [name, ...rest] = words;
    if (name === '--version') talk.out(`${version}\n`);
    if (name === undefined || name === '--help' || name === 'help') talk.out(help());
    if (name === undefined) return exitCodes.usage;
    if (name.startsWith('-') || name === 'help') return exitCodes.ok;
    const command = commands.find((one) => one.names.includes(name));
    if (command === undefined) throw usage(`"${name}" is no command.`);
    const given = read(rest);
    if (given.help === true) {
      talk.out(`lull-gate ${name} ${command.takes}\n  ${command.does}\n`);
      return exitCodes.ok;
    }
    return await command.run(name, given, talk);
  } catch (error) {
    return reported(error, isJson, talk);
  }
}

function read(words: readonly string[]): Given {
  try {
    const { values, positionals } = parseArgs({ args: [...words], options, allowPositionals: true });
    return { ...values, positionals };
  } catch (error) {
    throw usage(`${(error as Error).message.split('. ', 1)[0]}.`);
  }
}

function reported(error: unknown, isJson: boolean, talk: Talk): number {
  const isOurs = error instanceof ProxyError || error instanceof GateError;
  const code = isOurs ? error.code : 'failed';
  const message = error instanceof Error ? error.message : String(error);
  if (isJson) talk.say(`${JSON.stringify({ error: { code, message, todo: isOurs ? error.todo : null } })}\n`);
  else talk.say(`lull-gate: ${message} (${code})\n`);
  return code === 'usage' || code === 'bad-config' ? exitCodes.usage : exitCodes.failed;
}

function help(): string {
  const lines = commands.map(
    ({ names, takes, does }) => `  lull-gate ${names.join('|')} ${takes}\n      ${does}`,
  );
  return `lull-gate: keeps a proxy at what its service's gate says.\n\n${lines.join('\n')}\n\nEnds with 0 for done, 1 for failed, 2 for wrong usage, 3 for a state that isn't served.\n`;
}
