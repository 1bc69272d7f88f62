import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { followGate } from '../../follow/index.ts';
import { readWordsFiles } from '../../node/read-words.ts';
import type { PageOptions } from '../../page/index.ts';
import type { GateState } from '../../protocol/index.ts';
import { type ProxyKind, type ProxySettings, proxyKinds } from '../../proxies/contract.ts';
import { type RunningProxy, runProxy } from '../../proxies/run.ts';
import { type Command, exitCodes, type Given, instanceOf, stateFolder, usage } from '../options.ts';
import { configOf, SETTINGS, settingsOf } from '../settings.ts';
import { untilStopped } from '../until-stopped.ts';

export const proxy: Command = {
  names: proxyKinds,
  takes:
    '--config FILE [--folder DIR] [--control ADDRESS] [--check URL [--host NAME]] [--backend NAME]... [--cut ADDRESS]... [--no-count] [--language TAG] [--words TAG=FILE]... [--json]',
  does: 'Runs beside a proxy: flips it, sees that it is served, counts what is in flight, until it is stopped.',
  run: async (name, given, talk) => {
    const config = await configOf(given);
    const settings = settingsOf(name as ProxyKind, config.service, given);
    const pages = await pageOptions(given);
    // What the proxy reads must be readable for the user that its workers run as.
    process.umask(0o022);
    const folder = stateFolder(config, given);
    await keep(folder, settings);

    const say = (text: string): void => {
      const line = given.json
        ? JSON.stringify({ at: new Date().toISOString(), service: config.service, text })
        : text;
      talk.say(`${line}\n`);
    };
    if (settings.check === null) say('Nothing is verified from outside: --check URL is missing.');
    let running: RunningProxy | null = null;
    let began = (_: RunningProxy): void => {};
    const beginning = new Promise<RunningProxy>((resolve) => {
      began = resolve;
    });
    const gate = await followGate({
      ...config,
      folder,
      instance: instanceOf(config, name),
      kind: name,
      // Where another gate behind counts what passes, nothing is to be added here.
      seesRequests: settings.isCountedBehind,
      warn: say,
      onFlip: async (state) => {
        const { serve } = running ?? (await beginning);
        await serve(state);
        say(saying(state));
      },
    });
    running = await runProxy(gate, settings, pages, say);
    began(running);
    await untilStopped();
    await running.close();
    await gate.close();
    return exitCodes.ok;
  },
};

/** Written for `open --force`, which must reach the proxy when nothing else runs. */
async function keep(folder: string, settings: ProxySettings): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await writeFile(join(folder, SETTINGS), JSON.stringify(settings), { mode: 0o600, flush: true });
}

/** The words of `--words fr=FILE`, and the language of those who read none. */
async function pageOptions({ language, words = [] }: Given): Promise<PageOptions> {
  const read = await readWordsFiles(words).catch((error: Error) => {
    throw usage(`--words: ${error.message}.`);
  });
  return { ...(language && { language }), words: read };
}

function saying({ state, mode, downtime, why }: GateState): string {
  const what = downtime === null ? '' : ` for ${downtime}`;
  return `${state}${mode === 'full' ? '' : `, ${mode}`}${what} (${why})`;
}
