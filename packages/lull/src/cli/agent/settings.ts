import { LullError } from '../../errors.ts';
import { serverAddress } from '../client/server.ts';
import { aKey, keyIn } from './read-key.ts';

/** What `lull agent` was given on its command line; it beats the environment. */
export interface AgentFlags {
  readonly server?: string;
  readonly keyFile?: string;
  readonly steps?: string;
  readonly folder?: string;
}

/** What an agent works with. */
export interface AgentSettings {
  /** The server's address, without a slash at its end. */
  readonly server: string;
  readonly key: string;
  /** The file that it came from; null for the environment. */
  readonly keyFile: string | null;
  /** The folder with its step files. */
  readonly steps: string;
  /** Where it keeps how far its steps came. */
  readonly folder: string;
}

/**
 * The settings of an agent from its options and the environment.
 *
 * @throws LullError `bad-option`, `bad-setting`, `file-exposed`
 * @example await agentSettings({ keyFile: '/etc/lull/agent.key' }, process.env)
 */
export async function agentSettings(
  { server, keyFile, steps, folder }: AgentFlags,
  env: Readonly<Record<string, string | undefined>>,
): Promise<AgentSettings> {
  const address = needed(server, env.LULL_SERVER, '--server', 'LULL_SERVER');
  return {
    server: serverAddress(address, server === undefined),
    key: await keyGiven(keyFile, env.LULL_AGENT_KEY),
    keyFile: keyFile ?? null,
    steps: needed(steps, env.LULL_STEPS, '--steps', 'LULL_STEPS'),
    folder: needed(folder, env.LULL_RUNNER_FOLDER, '--folder', 'LULL_RUNNER_FOLDER'),
  };
}

async function keyGiven(file: string | undefined, given: string | undefined): Promise<string> {
  if (file !== undefined) return keyIn(file);
  if (!given?.trim()) throw missing('--key-file', 'LULL_AGENT_KEY');
  return aKey(given, 'LULL_AGENT_KEY');
}

function needed(option: string | undefined, set: string | undefined, name: string, variable: string): string {
  const value = option ?? set?.trim();
  if (value) return value;
  throw missing(name, variable);
}

function missing(option: string, variable: string): LullError {
  return new LullError('bad-option', `An agent needs ${option}`, `Give it, or set ${variable}.`, { option });
}
