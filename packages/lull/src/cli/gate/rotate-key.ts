import { Command } from 'commander';
import { rotateKey } from '../../api/contract/gates.ts';
import { parseInstant } from '../../time/instant.ts';
import { spokenTime } from '../../time/spoken.ts';
import { ask } from '../client/ask.ts';
import { type ServerFlags, serverOptions } from '../client/flags.ts';
import { serverNeeded } from '../client/server.ts';
import { reasonOption } from '../downtime/say.ts';
import { print, printJson, tell } from '../output.ts';
import { readersZone } from '../render/moment.ts';

interface Flags extends ServerFlags {
  now?: boolean;
  reason?: string;
}

/** `lull gates rotate-key` */
export function rotateKeyCommand(): Command {
  const command = new Command('rotate-key')
    .description(
      'Make the next key that documents are signed with. It is announced now and signs in 7 days, so that gates know it by then.',
    )
    .option('--now', 'it signs from now on: for a key that is lost or was seen by somebody');
  return serverOptions(reasonOption(command)).action(async (flags: Flags) => {
    const server = await serverNeeded(flags.server);
    const body = { atOnce: flags.now ?? false, ...(flags.reason !== undefined && { why: flags.reason }) };
    const made = await ask(server, rotateKey, { body });
    if (flags.json) return printJson(made);
    const next = made.keys.at(-1)!;
    const from = spokenTime(parseInstant(next.notBefore), readersZone());
    print([`Key ${next.id} signs from ${from} on.`]);
    if (next.endorsedBy === null) {
      tell([
        'The key before it could not vouch for it. At each gate:',
        `  lull-gate trust ${next.id} ${next.key}`,
      ]);
    }
  });
}
