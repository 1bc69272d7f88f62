import { type ParseArgsConfig, parseArgs } from 'node:util';

/** Options as `parseArgs` of Node takes them. */
type Options = NonNullable<ParseArgsConfig['options']>;

/**
 * Reads what a bench or another tool of ours was called with. `--help` prints the usage and ends with 0; an
 * option that there isn't ends with 2, before anything is run.
 *
 * @param usage what `--help` prints; its first line is the call
 * @param positionals how many words may stand there that are no option
 * @example const { values } = calledWith('npm run bench:plan -- [--long]', { long: { type: 'boolean' } })
 */
export function calledWith<const O extends Options>(usage: string, options: O, positionals = 0) {
  try {
    const all = { ...options, help: { type: 'boolean', short: 'h' } } as const;
    const called = parseArgs({ options: all, allowPositionals: true });
    if ((called.values as { help?: boolean }).help) end(0, usage);
    const [stray] = called.positionals.slice(positionals);
    if (stray !== undefined) wrongCall(`${stray} is one word too many`, usage);
    return called;
  } catch (error) {
    wrongCall((error as Error).message, usage);
  }
}

/** Ends with 2, and says why and how it is called. */
export function wrongCall(what: string, usage: string): never {
  end(2, `${what}\n\n${usage}`);
}

function end(code: 0 | 2, text: string): never {
  (code === 0 ? process.stdout : process.stderr).write(`${text}\n`);
  process.exit(code);
}
