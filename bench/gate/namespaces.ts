import { type ChildProcess, execFileSync, type StdioOptions, spawn } from 'node:child_process';
import { isInstalled } from '../../test/peers/process.ts';

/** A network of its own, joined to this machine's by one wire. */
export interface Namespace {
  /** This machine's end of the wire, as it is reached from inside. */
  readonly address: string;
  /** Starts a program inside. */
  spawn(program: string, args: readonly string[], env: NodeJS.ProcessEnv, stdio: StdioOptions): ChildProcess;
  remove(): void;
}

/** Those that there are. A bench that ends early, whatever the reason, leaves none behind. */
const made = new Set<string>();
process.once('exit', () => {
  for (const name of made) ip('netns', 'del', name);
});

/**
 * Why none can be made here, or null.
 *
 * @example namespacesMissing() ?? addNamespace(1)
 */
export function namespacesMissing(): string | null {
  if (!isInstalled('ip') && !isInstalled('../sbin/ip'))
    return 'ip is not installed (apt-get install iproute2)';
  try {
    addNamespace(0).remove();
    return null;
  } catch (error) {
    return `network namespaces can't be made here (${(error as Error).message.trim().split('\n').at(-1)})`;
  }
}

/**
 * Makes a network namespace with a wire to this machine's own: `198.18.NUMBER.0/30`, of the range that is
 * kept for benchmarks (RFC 2544).
 *
 * @param number from 0 to 255, another for each
 * @throws Error where it isn't permitted
 */
export function addNamespace(number: number): Namespace {
  const name = `lull-bench-${process.pid}-${number}`;
  const [here, there] = [`lull${number}`, `lull${number}in`];
  const address = `198.18.${number}.1`;
  const remove = (): void => {
    if (made.delete(name)) ip('netns', 'del', name);
  };
  ip('netns', 'add', name);
  made.add(name);
  try {
    ip('link', 'add', here, 'type', 'veth', 'peer', 'name', there, 'netns', name);
    ip('addr', 'add', `${address}/30`, 'dev', here);
    ip('link', 'set', here, 'up');
    ip('-n', name, 'addr', 'add', `198.18.${number}.2/30`, 'dev', there);
    ip('-n', name, 'link', 'set', there, 'up');
  } catch (error) {
    remove();
    throw error;
  }
  return {
    address,
    spawn: (program, args, env, stdio) =>
      spawn('ip', ['netns', 'exec', name, program, ...args], { env: { ...withSbin(), ...env }, stdio }),
    remove,
  };
}

function ip(...args: readonly string[]): void {
  execFileSync('ip', args, { env: withSbin(), stdio: ['ignore', 'ignore', 'pipe'] });
}

function withSbin(): NodeJS.ProcessEnv {
  return { ...process.env, PATH: `${process.env.PATH}:/usr/sbin:/sbin` };
}
