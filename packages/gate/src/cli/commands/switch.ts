import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Override, writeOverride } from '../../follow/index.ts';
import { type GateDocument, open, readDocument } from '../../protocol/index.ts';
import { answerOf } from '../../proxies/answer-of.ts';
import type { ProxySettings } from '../../proxies/contract.ts';
import { makeFolder } from '../../proxies/folder.ts';
import { pagesIn } from '../../proxies/pages.ts';
import { proxyTypes } from '../../proxies/registry.ts';
import { servingOf } from '../../proxies/serving.ts';
import { verify } from '../../proxies/verify.ts';
import { type Command, exitCodes, type Given, stateFolder, usage } from '../options.ts';
import { configOf, keptSettings } from '../settings.ts';

/** How long a gate that runs may take to follow. Milliseconds. */
const LIMIT = 10_000;

export const switchByHand: Command = {
  names: ['open', 'close', 'auto'],
  takes: '--force [--reason TEXT] --config FILE [--folder DIR] [--json]',
  does: 'Opens or closes by hand, whatever else is dead, until `auto` lets the document decide again (without --force).',
  run: async (name, given, talk) => {
    if (name !== 'auto' && given.force !== true) {
      throw usage(`"${name}" goes against what the server says, and stays: say --force.`);
    }
    const config = await configOf(given);
    const override: Override | null =
      name === 'auto'
        ? null
        : { state: name === 'open' ? 'open' : 'closed', why: given.reason ?? null, at: Date.now() };
    const folder = stateFolder(config, given);
    await writeOverride(folder, override);
    const settings = await keptSettings(config, given);
    const how = await done(settings, override, folder, given);
    if (given.json) talk.out(`${JSON.stringify({ service: config.service, override, ...how })}\n`);
    else talk.out(`${config.service}: ${name}. ${how.text}\n`);
    return how.isServed === false ? exitCodes.notServed : exitCodes.ok;
  },
};

interface How {
  /** Whether the proxy was seen to serve it; null where that can't be seen. */
  readonly isServed: boolean | null;
  readonly by: 'gate' | 'this command' | 'nobody yet';
  readonly text: string;
}

async function done(
  settings: ProxySettings | null,
  override: Override | null,
  folder: string,
  given: Given,
): Promise<How> {
  if (settings === null) {
    return {
      isServed: null,
      by: 'nobody yet',
      text: 'It is written; the gate that runs there sees it within a second.',
    };
  }
  const end = performance.now() + LIMIT;
  for (;;) {
    const standing = await answerOf(settings.folder);
    if (standing === null) break;
    const isTaken = (standing.override?.at ?? null) === (override?.at ?? null);
    if (isTaken && standing.isServed !== false) {
      return { isServed: standing.isServed, by: 'gate', text: 'The gate that runs there has done it.' };
    }
    if (performance.now() > end) {
      const text = `The gate that runs there has not done it: ${standing.problem ?? 'it does not say why'}.`;
      return { isServed: false, by: 'gate', text };
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  if (override === null) {
    return {
      isServed: null,
      by: 'nobody yet',
      text: 'No gate runs there: the proxy stays as it is until one does.',
    };
  }
  return byHand(settings, override, await keptDocument(folder), given);
}

/** No gate runs: this command flips the proxy itself. */
async function byHand(
  settings: ProxySettings,
  { state }: Override,
  document: GateDocument | null,
  { language }: Given,
): Promise<How> {
  const options = { name: settings.service, ...(language && { language }) };
  const pages = pagesIn(settings.folder, { document: () => document, now: Date.now, options });
  const serving = servingOf({ ...open, state, why: 'override' });
  await makeFolder(settings.folder);
  await proxyTypes[settings.kind].connect(settings, pages).flip(serving);
  await verify(settings, serving, new AbortController().signal);
  const isServed = settings.check === null ? null : true;
  return { isServed, by: 'this command', text: 'No gate runs there: the proxy was flipped directly.' };
}

async function keptDocument(folder: string): Promise<GateDocument | null> {
  try {
    const kept = JSON.parse(await readFile(join(folder, 'document.json'), 'utf8')) as { document: unknown };
    return readDocument(kept.document);
  } catch {
    // The page is in the gate's own words then.
    return null;
  }
}
