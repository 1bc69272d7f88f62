import { watch } from 'node:fs';
import { SECOND } from '../../time/instant.ts';
import type { Bell } from './bell.ts';
import type { Hello, Port } from './contract.ts';
import type { RunnerLog } from './host.ts';
import type { StepSource } from './source.ts';
import type { Troubles } from './troubles.ts';

/** How often it is said, whatever happens. */
const EVERY = 5 * SECOND;

/** What is said of this runner. */
export interface HelloOptions {
  readonly port: Pick<Port, 'hello'>;
  readonly source: StepSource;
  readonly troubles: Troubles;
  readonly log: RunnerLog;
  /** Rung when there is something new to say. */
  readonly bell: Bell;
  readonly version: string;
  readonly host: string;
}

/**
 * Says who this runner is and what it finds: at once, every 5 s, and when its folder or its troubles change.
 *
 * @example await sayHello({ port, source, troubles, log, bell, version, host }, signal);
 */
export async function sayHello(options: HelloOptions, signal: AbortSignal): Promise<void> {
  const { port, log, bell } = options;
  const stop = watchFolder(options);
  let files: Hello['files'] = [];
  while (!signal.aborted) {
    files = await filesOf(options, files);
    const { version, host, troubles } = options;
    await port.hello({ version, host, files, trouble: troubles.told() }).catch((error: unknown) => {
      log.debug({ err: error }, 'the server could not be greeted');
    });
    await bell.wait(EVERY, signal);
  }
  stop();
}

/** Of a folder that can't be read at this moment the last that was seen holds. */
async function filesOf(
  { source, troubles, log }: HelloOptions,
  before: Hello['files'],
): Promise<Hello['files']> {
  try {
    const files = await source.found();
    troubles.set('folder', null);
    return files;
  } catch (error) {
    log.warn({ err: error }, 'the folder of the step files cannot be read');
    troubles.set('folder', `the folder of the step files can't be read: ${(error as Error).message}`);
    return before;
  }
}

/** Where folders can't be watched, the next greeting finds what has changed. */
function watchFolder({ source, bell, log }: HelloOptions): () => void {
  try {
    const watcher = watch(source.folder, { recursive: true, persistent: false }, bell.ring);
    watcher.on('error', (error) => log.debug({ err: error }, 'the folder of the step files is not watched'));
    return () => watcher.close();
  } catch (error) {
    log.debug({ err: error }, 'the folder of the step files is not watched');
    return () => undefined;
  }
}
