import { createHash } from 'node:crypto';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { readConfig } from '../../follow/index.ts';
import { bytesOf } from '../../protocol/index.ts';
import { type Command, exitCodes, usage } from '../options.ts';
import { configOf } from '../settings.ts';

export const trust: Command = {
  names: ['trust'],
  takes: '--config FILE --from FILE [--json]',
  does: 'Believes another public key of the server from now on, after its own was lost: that of the enrolment in --from. Start the gate anew after it.',
  run: async (_, given, talk) => {
    const config = await configOf(given);
    if (given.from === undefined) throw usage('--from FILE is missing: what the server prints now.');
    const path = given.config!;
    const { service, trust: next } = readConfig(JSON.parse(await readFile(given.from, 'utf8')));
    if (service !== config.service)
      throw usage(`${given.from} is for "${service}", not for "${config.service}".`);
    const bytes = bytesOf(next.key);
    const id = createHash('sha256')
      .update(bytes ?? '')
      .digest('hex')
      .slice(0, 16);
    if (id !== next.id) throw usage(`The key in ${given.from} does not fit its id ${next.id}.`);
    const whole = JSON.parse(await readFile(path, 'utf8')) as object;
    await writeFile(`${path}.new`, `${JSON.stringify({ ...whole, trust: next }, null, 2)}\n`, {
      mode: 0o600,
      flush: true,
    });
    await rename(`${path}.new`, path);
    const answer = { service, before: config.trust.id, trust: next.id };
    talk.out(
      given.json
        ? `${JSON.stringify(answer)}\n`
        : `${service}: ${next.id} is trusted, ${config.trust.id} no more.\n`,
    );
    return exitCodes.ok;
  },
};
