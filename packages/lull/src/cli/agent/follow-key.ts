import type { RunnerLog } from '../../run/runner/host.ts';
import { keyIn } from './read-key.ts';

/**
 * The key as its file holds it whenever it is needed, so that one which was rotated is taken up by itself. A
 * file that can't be used leaves the key before; why is logged once.
 *
 * @param file null where the key came from the environment: then it stays
 * @example const key = followKey('/etc/lull/agent.key', first, log); await key()
 */
export function followKey(
  file: string | null,
  first: string,
  log: Pick<RunnerLog, 'info' | 'warn'>,
): () => Promise<string> {
  let key = first;
  let told: string | null = null;
  if (file === null) return async () => key;
  return async () => {
    try {
      const found = await keyIn(file);
      if (found !== key) log.info({ file }, 'its key is another one');
      key = found;
      told = null;
    } catch (error) {
      const { message } = error as Error;
      if (message !== told) log.warn({ err: error }, 'its key cannot be read again; the one before is used');
      told = message;
    }
    return key;
  };
}
