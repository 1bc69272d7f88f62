import { Command } from 'commander';
import { addGate } from '../../api/contract/gates.ts';
import { ask } from '../client/ask.ts';
import { type ServerFlags, serverOptions } from '../client/flags.ts';
import { serverNeeded } from '../client/server.ts';
import { helpingWithService } from '../client/service.ts';
import { print, printJson, tell } from '../output.ts';
import { writeWhole } from '../written-whole.ts';

interface Flags extends ServerFlags {
  instance?: string;
  file?: string;
  force?: boolean;
}

/** `lull gates add` */
export function addCommand(): Command {
  const command = new Command('add')
    .description(
      'Enrol a gate of a service: makes its key, which may do nothing else, and prints the configuration ' +
        'that the gate reads. The key is told once.',
    )
    .argument('<service>', 'the service')
    .option('--instance <name>', "the gate's name (default: its machine's)")
    .option('--file <file>', 'write the configuration to a file that only you may read')
    .option('--force', 'take the place of a file that is there');
  return serverOptions(command).action(add);
}

async function add(name: string, { instance, file, force = false, ...flags }: Flags): Promise<void> {
  const server = await serverNeeded(flags.server);
  const body = instance === undefined ? {} : { instance };
  const { id, config } = await helpingWithService(server, name, () =>
    ask(server, addGate, { params: { name }, body }),
  );
  const text = `${JSON.stringify(config, null, 2)}\n`;
  if (file !== undefined) {
    await writeWhole(file, ReadableStream.from([Buffer.from(text)]), { over: force });
    if (flags.json) return printJson({ id, file });
    return print([`Gate key ${id} is in ${file}; give it to the gate as its --config.`]);
  }
  if (flags.json) return printJson({ id, config });
  tell([`Gate key ${id}. Keep this as a file of mode 0600; the key is told here and never again.`]);
  process.stdout.write(text);
}
