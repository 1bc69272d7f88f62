import { Command } from 'commander';
import { makeBypass } from '../../api/contract/gates.ts';
import { LullError } from '../../errors.ts';
import { formatDuration } from '../../time/duration.ts';
import { parseInstant } from '../../time/instant.ts';
import { spokenTime } from '../../time/spoken.ts';
import { ask } from '../client/ask.ts';
import { type ServerFlags, serverOptions } from '../client/flags.ts';
import { serverNeeded } from '../client/server.ts';
import { helpingWithService } from '../client/service.ts';
import { reasonOption } from '../downtime/say.ts';
import { length } from '../options.ts';
import { print, printJson, tell } from '../output.ts';
import { readersZone } from '../render/moment.ts';

interface Flags extends ServerFlags {
  for?: number;
  url?: string;
  reason?: string;
}

/** `lull gates bypass` */
export function bypassCommand(): Command {
  const command = new Command('bypass')
    .description(
      'Make a secret link that passes the closed gates of a service for a while. It cannot be taken back.',
    )
    .argument('<service>', 'the service')
    .option('--for <length>', 'how long it passes (default: 1h, at most 7d)', length)
    .option('--url <address>', 'the page of the service that the link leads to');
  return serverOptions(reasonOption(command)).action(bypass);
}

async function bypass(name: string, flags: Flags): Promise<void> {
  const link = flags.url === undefined ? null : linkTo(flags.url);
  const server = await serverNeeded(flags.server);
  const body = {
    ...(flags.for !== undefined && { lasts: formatDuration({ days: 0, ms: flags.for }) }),
    ...(flags.reason !== undefined && { why: flags.reason }),
  };
  const made = await helpingWithService(server, name, () =>
    ask(server, makeBypass, { params: { name }, body }),
  );
  const whole = link?.(made.token) ?? null;
  if (flags.json) return printJson({ ...made, link: whole });
  const until = spokenTime(parseInstant(made.expiresAt), readersZone());
  tell([`Whoever has this passes the gates of ${name} until ${until}:`]);
  print([whole ?? `?lull-bypass=${made.token}`]);
  if (whole === null)
    tell(['Put it behind an address of the service, or send the token as the header Lull-Bypass.']);
}

function linkTo(address: string): (token: string) => string {
  const url = URL.parse(address);
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw new LullError(
      'bad-option',
      `"${address}" is not an address of a page`,
      'Write it as https://shop.example.com/.',
    );
  }
  return (token) => {
    url.searchParams.set('lull-bypass', token);
    return url.href;
  };
}
