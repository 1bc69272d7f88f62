import { followGate } from '../../follow/index.ts';
import { type Command, exitCodes, instanceOf, stateFolder } from '../options.ts';
import { configOf } from '../settings.ts';
import { untilStopped } from '../until-stopped.ts';

export const follow: Command = {
  names: ['follow'],
  takes: '--config FILE [--folder DIR] [--json]',
  does: 'Follows without a proxy and writes a line at every flip, for scripts; it confirms for what reads it.',
  run: async (_, given, talk) => {
    const config = await configOf(given);
    const gate = await followGate({
      ...config,
      folder: stateFolder(config, given),
      instance: instanceOf(config, 'follow'),
      kind: 'follow',
      seesRequests: false,
      warn: (warning) => talk.say(`${warning}\n`),
      onFlip: ({ state, mode, downtime, until, why }) => {
        const line = { service: config.service, state, mode, downtime, until: iso(until), why };
        talk.out(given.json ? `${JSON.stringify(line)}\n` : `${state} ${mode} ${downtime ?? '-'}\n`);
      },
    });
    await untilStopped();
    await gate.close();
    return exitCodes.ok;
  },
};

function iso(instant: number | null): string | null {
  return instant === null ? null : new Date(instant).toISOString();
}
