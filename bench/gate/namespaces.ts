import { type ChildProcess, execFileSync, type StdioOptions, spawn } from 'node:child_process';
import { isInstalled } from '../../test/peers/process.ts';

/** A network of its own, joined to this machine's by one wire. */
export interface Namespace {
  /** This machine's end of the wire, as it is reached from inside. */
  readonly address: string;
  /** Starts a program inside. */
  spawn(program: string, args: readonly string[], env: NodeJS.ProcessEnv, stdio: StdioOptions): ChildProcess;
  /** Takes the wire down: what is sent on it is lost, and nobody is told. */
  cut(): void;
  mend(): void;
  /** Adds another wire, which is never cut; this machine's end of it. */
  addWire(number: number): string;
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
    tryNamespace();
    return null;
  } catch (error) {
    return `network namespaces can't be made here (${(error as Error).message.trim().split('\n').at(-1)})`;
  }
}

/** Under names of this process alone: others may have a namespace at the same time. */
function tryNamespace(): void {
  const name = `lull-try-${process.pid}`;
  const wire = `lt${process.pid}`;
  ip('netns', 'add', name);
  try {
    ip('link', 'add', wire, 'type', 'veth', 'peer', 'name', `${wire}in`, 'netns', name);
  } finally {
    ip('netns', 'del', name);
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
  const here = `lull${number}`;
  const remove = (): void => {
    if (made.delete(name)) ip('netns', 'del', name);
  };
  ip('netns', 'add', name);
  made.add(name);
  const wired = (which: number): string => {
    try {
      return addWire(name, which);
    } catch (error) {
      remove();
      throw error;
    }
  };
  return {
    address: wired(number),
    addWire: wired,
    spawn: (program, args, env, stdio) =>
      spawn('ip', ['netns', 'exec', name, program, ...args], { env: { ...withSbin(), ...env }, stdio }),
    cut: () => ip('link', 'set', here, 'down'),
    mend: () => ip('link', 'set', here, 'up'),
    remove,
  };
}

function addWire(name: string, number: number): string {
  const [here, there] = [`lull${number}`, `lull${number}in`];
  const address = `198.18.${number}.1`;
  ip('link', 'add', here, 'type', 'veth', 'peer', 'name', there, 'netns', name);
  ip('addr', 'add', `${address}/30`, 'dev', here);
  ip('link', 'set', here, 'up');
  ip('-n', name, 'addr', 'add', `198.18.${number}.2/30`, 'dev', there);
  ip('-n', name, 'link', 'set', there, 'up');
  return address;
}

function ip(...args: readonly string[]): void {
  execFileSync('ip', args, { env: withSbin(), stdio: ['ignore', 'ignore', 'pipe'] });
}

function withSbin(): NodeJS.ProcessEnv {
  return { ...process.env, PATH: `${process.env.PATH}:/usr/sbin:/sbin` };
}
