import { randomUUID } from 'node:crypto';
import { createRequire } from 'node:module';
import { Command, Option } from 'commander';
import { type LogLevel, logLevels } from '../api/operate/log.ts';
import { exitCodes } from '../errors.ts';
import { httpPort } from '../run/agent/port.ts';
import { httpWire } from '../run/agent/wire.ts';
import { journalId } from '../run/runner/journal-id.ts';
import { openRunner } from '../run/runner/open.ts';
import { followKey } from './agent/follow-key.ts';
import { agentLog } from './agent/log.ts';
import { type AgentFlags, agentSettings } from './agent/settings.ts';
import { askedToEnd } from './agent/signals.ts';

interface Flags extends AgentFlags {
  log: LogLevel;
  json?: boolean;
}

const { version } = createRequire(import.meta.url)('../../package.json') as { version: string };

/**
 * `lull agent`: runs the steps of this host. Ends with 0 when it was asked to and what ran was brought to its
 * end, with 130 when that was stopped, with 2 where it can't begin by its settings, else with 1.
 */
export function agentCommand(): Command {
  return new Command('agent')
    .description(
      'Run the step files of this host that a server orders, by name and hash. It reaches out to the server; ' +
        'nothing listens. SIGTERM ends it after what runs, a second one stops that.',
    )
    .option('--server <url>', 'the server that it hears (default: LULL_SERVER)')
    .option('--key-file <file>', 'the key from lull agents add, in a file of mode 0600 (or LULL_AGENT_KEY)')
    .option('--steps <folder>', 'where its step files and targets.yaml are (default: LULL_STEPS)')
    .option('--folder <folder>', 'where it keeps how far steps came (default: LULL_RUNNER_FOLDER)')
    .addOption(new Option('--log <level>', 'how much is logged').choices([...logLevels]).default('info'))
    .option('--json', 'log one JSON object a line')
    .action(agent);
}

async function agent(flags: Flags): Promise<void> {
  const { server, key: first, keyFile, steps, folder } = await agentSettings(flags, process.env);
  // What it runs gets an environment of its own; nothing else needs it.
  delete process.env.LULL_AGENT_KEY;
  const log = agentLog({ level: flags.log, json: flags.json ?? false, secrets: [first] });
  const key = followKey(keyFile, first, log);
  if (isPlain(server)) log.warn({ server }, 'the key goes over the network unencrypted; use https');
  const wire = httpWire({ server, key, journal: journalId(folder), process: randomUUID() });
  const port = httpPort(wire, log);
  const runner = openRunner({ folder, stepsFolder: steps, port, log, version });
  const { leaving, stopping } = askedToEnd((signal, count) =>
    log.info({ signal }, count === 1 ? 'ending after what runs' : 'stopping what runs'),
  );
  log.info({ server, steps, folder, version }, 'hears its server from now on');
  try {
    await runner.run(stopping, leaving);
  } finally {
    runner.close();
  }
  log.info({}, 'ended');
  process.exit(stopping.aborted ? exitCodes.interrupted : exitCodes.ok);
}

function isPlain(server: string): boolean {
  const { protocol, hostname } = new URL(server);
  return protocol === 'http:' && !/^(?:localhost|127\.[\d.]+|\[::1\])$/.test(hostname);
}
